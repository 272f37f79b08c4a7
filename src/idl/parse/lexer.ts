// A file's text to tokens, in one pass over its character codes; comments are dropped, doc comments kept.
// The rules are those of Apache's thriftl.ll: what is a name, a number, a string or a comment there is one here.

import type { Span } from "../source.ts";
import { codes, isDigit, isHexDigit, isNamePart, isNameStart, isSpace, isSymbol } from "./characters.ts";
import type { Token } from "./tokens.ts";

/** Told of what is no token at all; the lexer goes on behind it. */
export type ReportProblem = (span: Span, message: string) => void;

/** Splits a text into tokens; the last one is of the kind `end` and lies just behind the one before it. */
export function tokenize(text: string, report: ReportProblem): Token[] {
  const tokens: Token[] = [];
  const length = text.length;
  let at = 0;
  let lastEnd = 0;
  let doc: string | undefined;
  let startsLine = true;

  const push = (kind: Token["kind"], end: number, value?: string) => {
    tokens.push({ kind, text: text.slice(at, end), start: at, end, value, doc, startsLine });
    doc = undefined;
    startsLine = false;
    at = end;
    lastEnd = end;
  };

  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === codes.newline) {
      startsLine = true;
      at++;
    } else if (isSpace(code)) {
      at++;
    } else if (isNameStart(code)) {
      push("word", wordEnd(text, at));
    } else if (isSymbol(code)) {
      push("symbol", at + 1);
    } else if (code === codes.hash || (code === codes.slash && text.charCodeAt(at + 1) === codes.slash)) {
      const newline = text.indexOf("\n", at);
      at = newline < 0 ? length : newline;
    } else if (code === codes.slash && text.charCodeAt(at + 1) === codes.star) {
      const close = text.indexOf("*/", at + 2);
      const end = close < 0 ? length : close + 2;
      if (close < 0) report({ start: at, end: at + 2 }, 'the comment is not closed: expected "*/"');
      else if (isDocComment(text, at, end)) doc = text.slice(at, end);
      at = end;
    } else if (code === codes.doubleQuote || code === codes.singleQuote) {
      const { end, value } = readString(text, at, report);
      push("string", end, value);
    } else {
      const number = readNumber(text, at);
      if (number !== undefined) {
        const end = isNamePart(text.charCodeAt(number.end)) ? wordEnd(text, number.end) : number.end;
        if (end > number.end) report({ start: at, end }, `expected a number, found ${text.slice(at, end)}`);
        push(number.kind, number.end);
        at = end;
      } else {
        const afterWord = at === lastEnd && tokens.at(-1)?.kind === "word";
        // An annotation of Facebook's: the parser knows where it stands.
        if (!afterWord && code === codes.at && isNameStart(text.charCodeAt(at + 1))) {
          push("symbol", at + 1);
          continue;
        }
        if (!afterWord && (code === codes.plus || code === codes.minus)) {
          report({ start: at, end: at + 1 }, `expected digits after ${text[at]}`);
          push("integer", at + 1);
          continue;
        }
        const end = unknownEnd(text, at, afterWord);
        report({ start: at, end }, `unexpected ${describeUnknown(text.slice(at, end))}`);
        at = end;
      }
    }
  }
  tokens.push({ kind: "end", text: "", start: lastEnd, end: lastEnd, doc, startsLine: true });
  return tokens;
}

/** A name goes on over a dot only where a name's character follows it. */
function wordEnd(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (isNamePart(code) || (code === codes.dot && isNamePart(text.charCodeAt(at + 1)))) at++;
    else return at;
  }
}

/** Two stars and more than stars: a comment of nothing but stars, as in a ruled line, documents nothing. */
function isDocComment(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start + 2) !== codes.star || end - start < 5) return false;
  for (let at = start + 3; at < end - 1; at++) if (text.charCodeAt(at) !== codes.star) return true;
  return false;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
]);

/** A string ends with the quote it began with, on the same line. */
function readString(text: string, start: number, report: ReportProblem): { end: number; value: string } {
  const quote = text[start]!;
  let value = "";
  let at = start + 1;
  let copied = at;
  for (; at < text.length; at++) {
    const character = text[at]!;
    if (character === quote) return { end: at + 1, value: value + text.slice(copied, at) };
    if (character === "\n") break;
    if (character !== "\\") continue;
    const escaped = escapes.get(text[at + 1] ?? "");
    value += text.slice(copied, at);
    if (escaped === undefined) {
      if (at + 1 >= text.length || text[at + 1] === "\n") break;
      const end = at + 1 + (text.codePointAt(at + 1)! > 0xffff ? 2 : 1);
      report(
        { start: at, end },
        `unknown escape ${text.slice(at, end)}; expected \\n \\r \\t \\" \\' or \\\\`,
      );
    } else {
      value += escaped;
    }
    at++;
    copied = at + 1;
  }
  const end = at - (text[at - 1] === "\r" ? 1 : 0);
  report(
    { start, end: Math.max(end, start + 1) },
    `the string is not closed: expected ${quote} on the same line`,
  );
  return { end: Math.max(end, start + 1), value: value + text.slice(Math.min(copied, end), end) };
}

/** `12`, `-0x1F`, `.5`, `1e-3`; a sign counts as part of the number. */
function readNumber(text: string, start: number): { kind: "integer" | "double"; end: number } | undefined {
  const sign = text.charCodeAt(start);
  let at = sign === codes.plus || sign === codes.minus ? start + 1 : start;
  if (
    text.charCodeAt(at) === codes.zero &&
    text.charCodeAt(at + 1) === codes.x &&
    isHexDigit(text.charCodeAt(at + 2))
  ) {
    at += 3;
    while (isHexDigit(text.charCodeAt(at))) at++;
    return { kind: "integer", end: at };
  }
  const first = at;
  let kind: "integer" | "double" = "integer";
  while (isDigit(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) === codes.dot && isDigit(text.charCodeAt(at + 1))) {
    kind = "double";
    at++;
    while (isDigit(text.charCodeAt(at))) at++;
  }
  if (at === first) return undefined;
  const exponent = exponentEnd(text, at);
  return exponent === undefined ? { kind, end: at } : { kind: "double", end: exponent };
}

function exponentEnd(text: string, start: number): number | undefined {
  const letter = text[start];
  if (letter !== "e" && letter !== "E") return undefined;
  const sign = text.charCodeAt(start + 1);
  let at = sign === codes.plus || sign === codes.minus ? start + 2 : start + 1;
  if (!isDigit(text.charCodeAt(at))) return undefined;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** A run of characters that start nothing is one problem, not one for each; so is the rest of a name such as a-b. */
function unknownEnd(text: string, start: number, afterWord: boolean): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (!startsNothing(code) && !(afterWord && isNamePart(code))) break;
    at++;
  }
  return at;
}

function startsNothing(code: number): boolean {
  if (code >= 0x80) return true;
  return !(
    isSpace(code) ||
    isNamePart(code) ||
    isSymbol(code) ||
    "\"'#/+-.".includes(String.fromCharCode(code))
  );
}

function describeUnknown(text: string): string {
  const characters = Array.from(text.slice(0, 40));
  const what = characters.length === 1 ? "character" : "characters";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what cannot be printed
  const printable = !/[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff]/u.test(text);
  if (printable && text.length <= 40) return `${what} "${text}"`;
  const codes = characters.map((c) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`);
  return `${what} ${codes.slice(0, 4).join(" ")}${codes.length > 4 ? " and more" : ""}`;
}
