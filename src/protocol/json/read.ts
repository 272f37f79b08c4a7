// The JSON protocol's tokens as they are read: punctuation, numbers, type names and counts.
//
// Apache's C++, Java and Python readers take no white space between tokens, its Go and Node readers do:
// so do these.
import { ProtocolError } from "../errors.ts";
import type { Input } from "../input.ts";
import { badLength, truncated } from "../read_errors.ts";
import { readText } from "../text.ts";
import { type JsonType, jsonTypeNames, syntax } from "./syntax.ts";
import { readQuoted } from "./text.ts";

/** The byte that the next token begins with; `input` is left at it. @throws {ProtocolError} at the message's end. */
export function nextByte(input: Input): number {
  const b = input.bytes;
  let p = input.position;
  while (p < input.end && isSpace(b[p]!)) p++;
  if (p >= input.end) throw truncated();
  input.position = p;
  return b[p]!;
}

/** Passes over a punctuation mark, one of {@link syntax}. @throws {ProtocolError} when something else comes. */
export function pass(input: Input, byte: number): void {
  if (nextByte(input) !== byte) throw unexpected(input, JSON.stringify(String.fromCharCode(byte)));
  input.position++;
}

/** Integers that JavaScript's numbers hold, by their number of bits. */
const least = { byte: -128, i16: -32768, i32: -2147483648 } as const;

/**
 * Reads an integer. Where it is a key it stands in quotes.
 * @throws {ProtocolError} when it is none, or not in the range of `kind`.
 */
export function readInteger(input: Input, kind: keyof typeof least, isKey: boolean): number {
  if (isKey) pass(input, syntax.quote);
  nextByte(input);
  const start = input.position;
  const value = readDigits(input);
  if (value < least[kind] || value >= -least[kind]) throw badNumber(input, start, kind);
  if (isKey) passClosingQuote(input);
  return value;
}

/** Reads an i64, exactly over its whole range. @throws {ProtocolError} as {@link readInteger} does. */
export function readI64(input: Input, isKey: boolean): bigint {
  if (isKey) pass(input, syntax.quote);
  nextByte(input);
  const start = input.position;
  const about = readDigits(input);
  const value = Number.isSafeInteger(about) ? BigInt(about) : exactly(input, start);
  if (isKey) passClosingQuote(input);
  return value;
}

/** Digits beyond those that a number holds exactly. */
function exactly(input: Input, start: number): bigint {
  const b = input.bytes;
  const isNegative = b[start] === minus;
  let first = isNegative || b[start] === plus ? start + 1 : start;
  // BigInt takes time by the square of the length: 19 digits are all that it is given.
  while (b[first] === zero) first++;
  if (input.position - first > 19) throw badNumber(input, start, "i64");
  const value = BigInt(readText(b, first, input.position - first, "a number")) * (isNegative ? -1n : 1n);
  if (BigInt.asIntN(64, value) !== value) throw badNumber(input, start, "i64");
  return value;
}

/** Reads a sign and digits; the value is exact up to 2^53. */
function readDigits(input: Input): number {
  const b = input.bytes;
  let p = input.position;
  const isNegative = b[p] === minus;
  if (isNegative || b[p] === plus) p++;
  const start = p;
  let value = 0;
  for (; p < input.end; p++) {
    const digit = b[p]! - zero;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  input.position = p;
  if (p === start) throw unexpected(input, "a number");
  return isNegative && value !== 0 ? -value : value;
}

/** Doubles that are no JSON numbers: in quotes as Apache's C++ and Java write them, and bare as its Python and Node do. */
const special: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
]);

/** Reads a double. Where it is a key it stands in quotes; elsewhere only NaN and the infinities may. */
export function readDouble(input: Input, isKey: boolean): number {
  const isQuoted = nextByte(input) === syntax.quote;
  if (isKey && !isQuoted) throw unexpected(input, '"\\""');
  const start = input.position;
  const text = isQuoted ? readQuoted(input, "a number") : readWord(input);
  const value = special.get(text);
  if (value !== undefined) return value;
  if ((isQuoted && !isKey) || !/^[-+.0-9eE]+$/.test(text)) throw badNumber(input, start, "double");
  const number = Number(text);
  if (Number.isNaN(number)) throw badNumber(input, start, "double");
  return number;
}

/** The letters, digits, signs and points that come next. */
function readWord(input: Input): string {
  const b = input.bytes;
  const start = input.position;
  let p = start;
  while (p < input.end && isOfWord(b[p]!)) p++;
  if (p === start) throw unexpected(input, "a number");
  input.position = p;
  return readText(b, start, p - start, "a number");
}

const typesByBytes: ReadonlyMap<number, JsonType> = new Map(
  jsonTypeNames.map((name) => [packed(`${name}"`), name]),
);

/** Reads the name of a type. @throws {ProtocolError} when there is no such type. */
export function readTypeName(input: Input): JsonType {
  pass(input, syntax.quote);
  const b = input.bytes;
  const p = input.position;
  if (input.end - p < 3) throw truncated();
  const hasTwoLetters = b[p + 2] === syntax.quote;
  if (!hasTwoLetters && input.end - p < 4) throw truncated();
  const name = typesByBytes.get((b[p]! << 16) | (b[p + 1]! << 8) | b[p + 2]!);
  if (name === undefined || (!hasTwoLetters && b[p + 3] !== syntax.quote))
    throw unexpected(input, "a type name");
  input.position = p + name.length + 1;
  return name;
}

/** A name's first three bytes, its closing quote among them where it has two letters. */
function packed(text: string): number {
  return (text.charCodeAt(0) << 16) | (text.charCodeAt(1) << 8) | text.charCodeAt(2);
}

/**
 * Reads how many elements a container says it has.
 * @param size the fewest bytes that one takes, its comma among them: the elements must fit into what is left.
 */
export function readCount(input: Input, size: number): number {
  const count = readInteger(input, "i32", false);
  if (count < 0 || count * size > input.end - input.position) throw badLength(count);
  return count;
}

/** Something else than `expected` stands where `input` is. */
export function unexpected(input: Input, expected: string): ProtocolError {
  if (input.position >= input.end) return truncated();
  return new ProtocolError("INVALID_DATA", `expected ${expected}, found ${shown(input, input.position)}`);
}

function badNumber(input: Input, start: number, kind: string): ProtocolError {
  return new ProtocolError("INVALID_DATA", `expected a number of type ${kind}, found ${shown(input, start)}`);
}

/** Some of the bytes at an index, as an error message shows them. */
function shown(input: Input, start: number): string {
  const bytes = input.bytes.subarray(start, Math.min(start + 24, input.end));
  return JSON.stringify(String.fromCharCode(...bytes).replace(/[^\x20-\x7e]/g, "."));
}

function passClosingQuote(input: Input): void {
  if (input.bytes[input.position] !== syntax.quote || input.position >= input.end)
    throw unexpected(input, '"\\""');
  input.position++;
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const zero = 0x30;
const plus = 0x2b;
const minus = 0x2d;

function isOfWord(byte: number): boolean {
  const letter = byte | 0x20;
  return (
    (byte >= zero && byte <= 0x39) ||
    (letter >= 0x61 && letter <= 0x7a) ||
    byte === minus ||
    byte === plus ||
    byte === 0x2e
  );
}
