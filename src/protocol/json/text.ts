// The JSON protocol's strings as they are read: text, and binary values as base64.
//
// As in Apache's readers, bytes below 0x20 may stand in a string as they are.

import { ProtocolError } from "../errors.ts";
import type { Input } from "../input.ts";
import { badText, longString, truncated } from "../read_errors.ts";
import { readText } from "../text.ts";
import { readBase64 } from "./base64.ts";
import { syntax } from "./syntax.ts";

/**
 * Reads a string; `input` is at its opening quote.
 * @param place what the string is, for the error.
 * @param counted whether it is a value, which has a limit and takes memory; not a name or a number in quotes.
 * @throws {ProtocolError} INVALID_TEXT when it is not UTF-8, or half a surrogate pair is escaped in it.
 */
export function readQuoted(input: Input, place: string, counted = false): string {
  const b = input.bytes;
  const start = input.position + 1;
  const stop = findMark(b, start, input.end);
  if (b[stop] !== syntax.quote) {
    const bytes = unescaped(input, place);
    if (counted) input.checkString(bytes.length);
    return readText(bytes, 0, bytes.length, place);
  }
  input.position = stop + 1;
  if (counted) input.checkString(stop - start);
  return readText(b, start, stop - start, place);
}

/** Reads a string that is a binary value; `input` is at its opening quote. @throws {ProtocolError} */
export function readBinary(input: Input, place: string): Uint8Array {
  const b = input.bytes;
  const start = input.position + 1;
  const stop = findMark(b, start, input.end);
  let value: Uint8Array | undefined;
  if (b[stop] === syntax.quote) {
    input.position = stop + 1;
    value = readBase64(b, start, stop);
  } else {
    // PHP escapes slashes.
    const bytes = unescaped(input, place);
    value = readBase64(bytes, 0, bytes.length);
  }
  if (value === undefined) throw new ProtocolError("INVALID_DATA", `${place} is not base64`);
  input.checkBinary(value.length);
  return value;
}

/** Passes over a string without looking at what it says; `input` is at its opening quote. */
export function skipQuoted(input: Input): void {
  const start = input.position + 1;
  const stop = findEnd(input.bytes, start, input.end);
  // As it is written: what is escaped would have to be looked at.
  if (stop - start > input.maxStringSize) throw longString(stop - start, input.maxStringSize);
  input.position = stop + 1;
}

/** Bytes looked at one by one before the engine's own search, which costs 20 to 50 ns to call, is faster. */
const near = 48;

/** The index of the first quote or backslash in [start, end). @throws {ProtocolError} when there is none. */
function findMark(b: Uint8Array, start: number, end: number): number {
  const stop = Math.min(start + near, end);
  for (let p = start; p < stop; p++) {
    if (b[p] === syntax.quote || b[p] === syntax.backslash) return p;
  }
  const rest = b.subarray(stop, end);
  const quote = rest.indexOf(syntax.quote);
  if (quote < 0) throw truncated();
  // Looked for only where the string is: what lies behind it is searched for strings of its own.
  const backslash = rest.subarray(0, quote).indexOf(syntax.backslash);
  return stop + (backslash < 0 ? quote : backslash);
}

/** The index of the quote that ends a string. */
function findEnd(b: Uint8Array, start: number, end: number): number {
  for (let p = start; p < end; p++) {
    if (b[p] === syntax.quote) return p;
    if (b[p] === syntax.backslash) p++;
  }
  throw truncated();
}

/** The characters that single letters behind a backslash stand for. */
const escapes: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }).map(
    ([letter, meant]) => [letter.charCodeAt(0), meant.charCodeAt(0)],
  ),
);

/** Reads a string with escapes in it as its bytes: escapes are longer than what they stand for. */
function unescaped(input: Input, place: string): Uint8Array {
  const b = input.bytes;
  const start = input.position + 1;
  const stop = findEnd(b, start, input.end);
  const bytes = new Uint8Array(stop - start);
  let length = 0;
  for (let p = start; p < stop; p++) {
    if (b[p] !== syntax.backslash) {
      bytes[length++] = b[p]!;
      continue;
    }
    p++;
    if (b[p] !== letterU) {
      const meant = escapes.get(b[p]!);
      if (meant === undefined) throw badEscape(place);
      bytes[length++] = meant;
      continue;
    }
    let point = hexadecimal(b, p + 1, stop, place);
    p += 4;
    if (point >= 0xd800 && point <= 0xdfff) {
      const isPair = point < 0xdc00 && b[p + 1] === syntax.backslash && b[p + 2] === letterU;
      const low = isPair ? hexadecimal(b, p + 3, stop, place) : 0;
      if (low < 0xdc00 || low > 0xdfff) throw badText(place);
      point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
      p += 6;
    }
    length = putPoint(bytes, length, point);
  }
  input.position = stop + 1;
  return bytes.subarray(0, length);
}

const letterU = 0x75;

/** The value of the four hexadecimal digits at `p`. */
function hexadecimal(b: Uint8Array, p: number, stop: number, place: string): number {
  if (stop - p < 4) throw badEscape(place);
  let value = 0;
  for (let index = p; index < p + 4; index++) {
    const byte = b[index]!;
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
    else if (letter >= 0x61 && letter <= 0x66) value = value * 16 + letter - 0x57;
    else throw badEscape(place);
  }
  return value;
}

/** Stores a code point as UTF-8; returns the index behind it. */
function putPoint(bytes: Uint8Array, at: number, point: number): number {
  let p = at;
  if (point < 0x80) bytes[p++] = point;
  else {
    if (point < 0x800) bytes[p++] = 0xc0 | (point >> 6);
    else {
      if (point < 0x10000) bytes[p++] = 0xe0 | (point >> 12);
      else {
        bytes[p++] = 0xf0 | (point >> 18);
        bytes[p++] = 0x80 | ((point >> 12) & 63);
      }
      bytes[p++] = 0x80 | ((point >> 6) & 63);
    }
    bytes[p++] = 0x80 | (point & 63);
  }
  return p;
}

function badEscape(place: string): ProtocolError {
  return new ProtocolError("INVALID_DATA", `${place} has an escape that is none of JSON's`);
}
