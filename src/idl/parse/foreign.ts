// Facebook's dialect of Thrift: what of it is recognized, so that a message says what it is, and how the parser gets
// past it without complaining of what follows.
import { type Cursor, Unexpected } from "./cursor.ts";
import type { TypeNode } from "./document.ts";
import type { Token } from "./tokens.ts";

/** Words that begin a definition or a line of the head there, and what follows them. */
const foreignDefinitions: ReadonlyMap<string, readonly Token["kind"][]> = new Map<
  string,
  readonly Token["kind"][]
>([
  ["package", ["string"]],
  ["hs_include", ["string"]],
  ["interaction", ["word"]],
  ["reserved", ["integer", "string"]],
]);

/** Words before `exception` there. */
const qualifiersOfException = ["safe", "transient", "stateful", "permanent", "client", "server"];

const streams = ["stream", "sink"];

/** Gives up the current item, if it is a definition of the dialect. @throws {Unexpected} then. */
export function refuseForeignDefinition(cursor: Cursor, expected: string): void {
  const { text } = cursor.token;
  if (foreignDefinitions.get(text)?.includes(cursor.following.kind)) cursor.fail(expected, text);
}

/** Takes `safe stateful server` before an exception. */
export function skipExceptionWords(cursor: Cursor, expected: string): void {
  let count = 0;
  while (qualifiersOfException.includes(cursor.ahead(count).text)) count++;
  if (count === 0 || cursor.ahead(count).text !== "exception") return;
  const words = Array.from({ length: count }, () => cursor.take());
  const text = words.map((word) => word.text).join(" ");
  const span = { start: words[0]!.start, end: words.at(-1)!.end };
  cursor.report(span, `expected ${expected}, found "${text}"`, `${text} exception`);
}

/** Takes annotations such as `@cpp.Type{name = "Flags"}`, which stand before what they are about. */
export function skipForeignAnnotations(cursor: Cursor, expected: string): void {
  while (cursor.at("@")) {
    const { start } = cursor.take();
    const { text, end } = cursor.take();
    cursor.report({ start, end }, `expected ${expected}, found "@${text}"`, `@${text}`);
    if (cursor.at("{")) skipBrackets(cursor);
  }
}

/** Takes `as name` behind an include. */
export function skipIncludeName(cursor: Cursor): void {
  if (!cursor.at("as") || cursor.following.kind !== "word") return;
  cursor.report(cursor.token, 'expected a definition, found "as"', 'include "…" as');
  cursor.take();
  cursor.take();
}

/** Takes one of these words, where it stands before a type and a name: anywhere else it is a name itself. */
export function skipQualifier(cursor: Cursor, words: readonly string[], expected: string): void {
  if (!words.includes(cursor.token.text)) return;
  const [type, name] = [cursor.ahead(1), cursor.ahead(2)];
  if (type.kind !== "word" || type.startsLine || name.startsLine) return;
  const isTwoTypes = name.text === "," && streams.includes(cursor.ahead(3).text);
  if (name.kind !== "word" && name.text !== "<" && !isTwoTypes) return;
  cursor.report(cursor.token, `expected ${expected}, found "${cursor.token.text}"`, cursor.token.text);
  cursor.take();
}

/** Gives up `reserved 1 to 5` in a list of fields or members, or `performs Interaction`. @throws {Unexpected} then. */
export function refuseForeignItem(cursor: Cursor, expected: string): void {
  const { text } = cursor.token;
  const { kind } = cursor.following;
  const isReserved = text === "reserved" && (kind === "integer" || kind === "string");
  const isPerforms = text === "performs" && kind === "word" && cursor.ahead(2).text !== "(";
  if (!isReserved && !isPerforms) return;
  cursor.report(cursor.token, `expected ${expected}, found "${text}"`, text);
  // The commas of `reserved 1, 3 to 5;` separate no items.
  while (!isLineEnd(cursor.following)) cursor.take();
  cursor.take();
  throw new Unexpected();
}

function isLineEnd({ kind, text, startsLine }: Token): boolean {
  return kind === "end" || startsLine || text === ";" || text === "}";
}

/** Takes `stream<T>` or `sink<T, U>` where a type should be. */
export function foreignType(cursor: Cursor, expected: string): TypeNode | undefined {
  const { text, start } = cursor.token;
  if (!streams.includes(text) || cursor.following.text !== "<") return undefined;
  cursor.take();
  const end = skipBrackets(cursor);
  cursor.report({ start, end }, `expected ${expected}, found ${text}<…>`, `${text}<…>`);
  return { kind: "damaged", start, end };
}

/** Takes `, sink<T>, stream<T>` behind the type of a function's first answer. */
export function skipSecondType(cursor: Cursor): void {
  while (cursor.at(",") && streams.includes(cursor.following.text)) {
    cursor.take();
    if (foreignType(cursor, "a function's name") === undefined) return;
  }
}

/** Takes the braces of `Point{x = 1}`, whose name has been taken. @returns where they end. */
export function skipStructConstant(cursor: Cursor, name: Token, expected: string): number | undefined {
  if (!cursor.at("{")) return undefined;
  const end = skipBrackets(cursor);
  cursor.report(name, `expected ${expected}, found ${name.text}{…}`, `${name.text}{…}`);
  return end;
}

/** Takes a bracket and all up to the one that closes it, or to where a definition starts. @returns where that ends. */
function skipBrackets(cursor: Cursor): number {
  let depth = 0;
  for (;;) {
    const token = cursor.token;
    if (token.kind === "end" || (token.startsLine && cursor.atDefinition())) return token.start;
    if ("{[(<".includes(token.text)) depth++;
    else if ("}])>".includes(token.text)) depth--;
    cursor.take();
    if (depth === 0) return token.end;
  }
}
