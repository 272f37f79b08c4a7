// The grammar of constants: numbers, strings, references, lists and maps, one inside the other.

import type { Cursor } from "./cursor.ts";
import type { ConstantNode } from "./document.ts";
import { skipStructConstant } from "./foreign.ts";
import type { Token } from "./tokens.ts";
import { keywords } from "./tokens.ts";

const I64_MIN = -(2n ** 63n);
const I64_MAX = 2n ** 63n - 1n;

/** @param what what the value is for, as in "expected a value". */
export function parseConstant(cursor: Cursor, what: string): ConstantNode {
  const token = cursor.token;
  const { kind, text, start, end } = token;
  if (kind === "integer") {
    cursor.take();
    return { kind, value: integerValue(cursor, token), start, end };
  }
  if (kind === "double") {
    cursor.take();
    const value = Number(text);
    if (Number.isFinite(value)) return { kind, value, start, end };
    cursor.report(token, `${text} does not fit a double`);
    return { kind: "damaged", start, end };
  }
  if (kind === "string") {
    cursor.take();
    return { kind, value: token.value!, start, end };
  }
  if (text === "[") return cursor.nested(() => parseListConstant(cursor));
  if (text === "{") return cursor.nested(() => parseMapConstant(cursor));
  if (text === "true" || text === "false") {
    cursor.take();
    return { kind: "integer", value: text === "true" ? 1n : 0n, start, end };
  }
  if (kind !== "word" || keywords.has(text)) cursor.fail(what);
  cursor.take();
  const structEnd = skipStructConstant(cursor, token, what);
  if (structEnd !== undefined) return { kind: "damaged", start, end: structEnd };
  return { kind: "reference", name: text, start, end };
}

function parseListConstant(cursor: Cursor): ConstantNode {
  const { start } = cursor.take();
  const elements: ConstantNode[] = [];
  for (;;) {
    const close = cursor.accept("]");
    if (close !== undefined) return { kind: "list", elements, start, end: close.end };
    elements.push(parseConstant(cursor, 'a value or "]"'));
    cursor.skipSeparator();
  }
}

function parseMapConstant(cursor: Cursor): ConstantNode {
  const { start } = cursor.take();
  const entries: (readonly [ConstantNode, ConstantNode])[] = [];
  for (;;) {
    const close = cursor.accept("}");
    if (close !== undefined) return { kind: "map", entries, start, end: close.end };
    const key = parseConstant(cursor, 'a key or "}"');
    cursor.expect(":", " after the key");
    entries.push([key, parseConstant(cursor, "a value")]);
    cursor.skipSeparator();
  }
}

/** The value of an integer token, decimal or hexadecimal; one that no i64 can hold is reported, and is 0. */
export function integerValue(cursor: Cursor, token: Token): bigint {
  const { text } = token;
  const unsigned = text.startsWith("-") || text.startsWith("+") ? text.slice(1) : text;
  const value = text.startsWith("-") ? -BigInt(unsigned) : BigInt(unsigned);
  if (value >= I64_MIN && value <= I64_MAX) return value;
  cursor.report(token, `${text} does not fit an i64 (${I64_MIN} to ${I64_MAX})`);
  return 0n;
}
