// Strings: UTF-8 bytes to JavaScript strings and back, by whichever way is fastest for the length.
import { Buffer } from "node:buffer";
import { badText } from "./failures.ts";

/*
 * Nanoseconds a string, best of nine runs, Bun 1.4.5 / Deno 2.9.6 / Node 24.21:
 *
 *   read        by hand        utf8Slice         TextDecoder
 *   8 ASCII     24 / 15 / 17   32 / 42 / 42      60 / 100 / 72
 *   24 ASCII    75 / 38 / 44   33 / 44 / 43      62 / 100 / 74
 *   200 ASCII                  57 / 50 / 52      93 / 108 / 80
 *   4 kB ASCII                 203 / 1247 / 228  369 / 350 / 276
 *   2 kB Cyrillic              339 / 929 / 370   411 / 461 / 399
 *
 *   write       by hand        utf8Write         encodeInto(subarray)
 *   15 ASCII    12 / 29 / 30   15 / 91 / 53      37 / 87 / 49
 *   40 ASCII    25 / 83 / 71   17 / 107 / 49     37 / 102 / 48
 *   4 kB ASCII                 50 / 140 / 83     74 / 138 / 107
 */
const byHandToRead = 8;
const sliceUpTo = 256;
const byHandToWrite = 24;

/** Strings up to this many UTF-16 units are given three bytes for each; longer ones are measured first. */
const roomWithoutMeasuring = 4096;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const { utf8Slice, utf8Write } = Buffer.prototype as unknown as {
  utf8Slice(this: Uint8Array, start: number, end: number): string;
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number;
};
const { fromCharCode } = String;

/**
 * Reads the `length` bytes at `p` as UTF-8. The caller has checked that they are there.
 *
 * @param place what the string is, for the error.
 * @throws {ProtocolError} INVALID_TEXT when they are not UTF-8.
 */
export function readText(b: Uint8Array, p: number, length: number, place: string): string {
  if (length <= byHandToRead) {
    let text = "";
    let index = 0;
    for (; index < length; index++) {
      const unit = b[p + index]!;
      if (unit > 127) break;
      text += fromCharCode(unit);
    }
    if (index === length) return text;
  }
  const text =
    length <= sliceUpTo ? utf8Slice.call(b, p, p + length) : decoder.decode(b.subarray(p, p + length));
  // Engines answer this at once for ASCII, which they keep in one byte a character.
  return text.includes("\uFFFD") ? checked(b, p, length, place) : text;
}

/** Bytes that are not UTF-8 decode to U+FFFD: so do the three bytes of a U+FFFD that was really sent. */
function checked(b: Uint8Array, p: number, length: number, place: string): string {
  try {
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(b.subarray(p, p + length));
  } catch {
    throw badText(place);
  }
}

/** How many bytes to reserve for a string's UTF-8. */
export function textRoom(text: string): number {
  return text.length <= roomWithoutMeasuring ? text.length * 3 : Buffer.byteLength(text);
}

/** Exactly how many bytes a string's UTF-8 has; a lone surrogate is written as U+FFFD. */
export const textLength: (text: string) => number = Buffer.byteLength;

/** Stores a string's UTF-8 at `p`, where {@link textRoom} bytes were reserved; returns the index behind it. */
export function putText(b: Uint8Array, p: number, text: string): number {
  const length = text.length;
  if (length <= byHandToWrite) {
    let index = 0;
    for (; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 127) break;
      b[p + index] = unit;
    }
    if (index === length) return p + length;
  }
  return p + utf8Write.call(b, text, p, b.length - p);
}
