// Strings: UTF-8 bytes to JavaScript strings and back, by whichever way is fastest for the length.
import { measureNatively, utf8Slice, utf8Write } from "./native_text.ts";
import { badText } from "./read_errors.ts";
import {
  decodeShort,
  knownText,
  longestKnown,
  lookups,
  passOver,
  remember,
  shortestKnown,
} from "./short_text.ts";
import { putVarint } from "./varint.ts";

/*
 * Nanoseconds a string, best of nine runs, Bun 1.4.5 / Deno 2.9.6 / Node 24.21:
 *
 *   read        by hand        utf8Slice         TextDecoder
 *   4 ASCII     30 / 15 / 15   36 / 42 / 52      59 / 101 / 73
 *   8 ASCII     35 / 20 / 20   36 / 42 / 52      60 / 100 / 72
 *   24 ASCII                   33 / 44 / 43      62 / 100 / 74
 *   200 ASCII                  57 / 50 / 52      93 / 108 / 80
 *   4 kB ASCII                 203 / 1247 / 228  369 / 350 / 276
 *   2 kB Cyrillic              339 / 929 / 370   411 / 461 / 399
 *
 *   write       by hand        utf8Write         encodeInto(subarray)
 *   15 ASCII    12 / 29 / 30   15 / 91 / 53      37 / 87 / 49
 *   13 Cyrillic 20 / 25 / 25   20 / 105 / 60     43 / 101 / 66
 *   40 ASCII    25 / 83 / 71   17 / 107 / 49     37 / 102 / 48
 *   4 kB ASCII                 50 / 140 / 83     74 / 138 / 107
 */
const byHandToRead = 8;
const sliceUpTo = 256;
const byHandToWrite = 24;

/** Strings up to this many UTF-16 units are given three bytes for each; longer ones are measured first. */
const roomWithoutMeasuring = 16_384;

/** UTF-16 units that {@link putLatin} tries each way with, and those that it writes at a time afterwards. */
const triedPiece = 4096;
const pieceOfText = 65_536;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const { fromCharCode } = String;

/**
 * Reads the `length` bytes at `p` as UTF-8. The caller has checked that they are there.
 *
 * @param place what the string is, for the error.
 * @throws {ProtocolError} INVALID_TEXT when they are not UTF-8.
 */
export function readText(b: Uint8Array, p: number, length: number, place: string): string {
  if (length > longestKnown) return decodeNatively(b, p, length, place);
  if (length < shortestKnown) return decode(b, p, length, place);
  if (lookups.credit <= 0) {
    passOver();
    return decode(b, p, length, place);
  }
  const known = knownText(b, p, length);
  if (known !== undefined) return known;
  const text = decode(b, p, length, place);
  remember(text, b, p, length);
  return text;
}

function decode(b: Uint8Array, p: number, length: number, place: string): string {
  let text = length <= byHandToRead ? readShort(b, p, length) : undefined;
  // ASCII to its first byte and its middle is taken for ASCII, which engines do faster.
  if (text === undefined && (b[p]! | b[p + (length >> 1)]!) > 127) text = decodeShort(b, p, length);
  return text ?? decodeNatively(b, p, length, place);
}

function decodeNatively(b: Uint8Array, p: number, length: number, place: string): string {
  const text =
    length <= sliceUpTo ? utf8Slice.call(b, p, p + length) : decoder.decode(b.subarray(p, p + length));
  // Engines answer this at once for ASCII, which they keep in one byte a character.
  return text.includes("\uFFFD") ? checked(b, p, length, place) : text;
}

/**
 * Up to eight ASCII characters, or undefined. One call of fromCharCode makes a flat string; adding up
 * characters makes JavaScriptCore a rope, which is slow (82 ns for 8) when it becomes a map's key.
 */
function readShort(b: Uint8Array, p: number, length: number): string | undefined {
  let all = 0;
  for (let index = 0; index < length; index++) all |= b[p + index]!;
  if (all > 127) return undefined;
  switch (length) {
    case 0:
      return "";
    case 1:
      return fromCharCode(b[p]!);
    case 2:
      return fromCharCode(b[p]!, b[p + 1]!);
    case 3:
      return fromCharCode(b[p]!, b[p + 1]!, b[p + 2]!);
    case 4:
      return fromCharCode(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!);
    case 5:
      return fromCharCode(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!);
    case 6:
      return fromCharCode(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!, b[p + 5]!);
    case 7:
      return fromCharCode(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!, b[p + 5]!, b[p + 6]!);
    default:
      return fromCharCode(b[p]!, b[p + 1]!, b[p + 2]!, b[p + 3]!, b[p + 4]!, b[p + 5]!, b[p + 6]!, b[p + 7]!);
  }
}

/** Bytes that are not UTF-8 decode to U+FFFD: so do the three bytes of a U+FFFD that was really sent. */
function checked(b: Uint8Array, p: number, length: number, place: string): string {
  try {
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(b.subarray(p, p + length));
  } catch {
    throw badText(place);
  }
}

/**
 * The bytes to reserve for a string's UTF-8.
 *
 * @param free bytes that are there: a long string need not be measured where it fits in any case. Measuring takes as long as
 *   writing on Node.
 */
export function textRoom(text: string, free = 0): number {
  const most = text.length * 3;
  return text.length <= roomWithoutMeasuring || most <= free ? most : measureNatively(text) + 2;
}

/** Stores a string's UTF-8 at `p`, where {@link textRoom} bytes were reserved; returns the index behind it. */
export function putText(b: Uint8Array, p: number, text: string): number {
  const length = text.length;
  if (length > byHandToWrite) return putNatively(b, p, text);
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 127) return putByHand(b, p, text);
    b[p + index] = unit;
  }
  return p + length;
}

/** Short text of other scripts; apart, as the loop for ASCII alone is a third faster without it on Bun. */
function putByHand(b: Uint8Array, p: number, text: string): number {
  let at = p;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) b[at++] = unit;
    else if (unit < 0x800) {
      b[at++] = 0xc0 | (unit >> 6);
      b[at++] = 0x80 | (unit & 63);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      b[at++] = 0xe0 | (unit >> 12);
      b[at++] = 0x80 | ((unit >> 6) & 63);
      b[at++] = 0x80 | (unit & 63);
    } else return putNatively(b, p, text); // surrogates, in pairs or alone
  }
  return at;
}

/**
 * Some engines' utf8Write gives its count as a double. One of those stored as `Output.position` makes V8
 * keep all positions as doubles, and every store of every writer four to eight times slower: hence `| 0`.
 */
function putNatively(b: Uint8Array, p: number, text: string): number {
  if (text.length > pieceOfText && isLatin(text)) return putLatin(b, p, text);
  return (p + utf8Write.call(b, text, p, b.length - p)) | 0;
}

/** Whether a long text seems to hold Latin-1 with some of what is no ASCII, by 64 of its characters: 0.1 us. */
function isLatin(text: string): boolean {
  const step = Math.floor(text.length / 64) | 1; // odd, so that no pattern of 8 hides from it
  let above = 0;
  for (let index = 0; index < text.length; index += step) {
    const unit = text.charCodeAt(index);
    if (unit > 0xff) return false;
    if (unit > 0x7f) above++;
  }
  return above > 3;
}

/**
 * An engine that holds a string in one byte for each character may write it much more slowly than one that it
 * holds in two, which a letter of another script makes of it. MB/s:
 *
 *   Latin-1 of which       1 in 8          1 in 2         all are no ASCII
 *   Bun   as it is         1,240             450             310
 *         made wide        4,460           4,070           2,290
 *   Deno  as it is         1,520           1,340           1,330
 *         made wide          790             710             780
 *   Node  as it is        21,000          24,600          26,500
 *         made wide          350             580             590
 *
 * The first two pieces are written one way each, and the rest in the way that was faster.
 */
function putLatin(b: Uint8Array, p: number, text: string): number {
  const first = pieceEnd(text, triedPiece);
  const second = pieceEnd(text, 2 * triedPiece);
  const begun = performance.now();
  let at = (p + utf8Write.call(b, text.slice(0, first), p, b.length - p)) | 0;
  const between = performance.now();
  at = putWide(b, at, text.slice(first, second));
  if (performance.now() - between >= between - begun) {
    return (at + utf8Write.call(b, text.slice(second), at, b.length - at)) | 0;
  }
  for (let next = second; next < text.length; ) {
    const end = pieceEnd(text, next + pieceOfText);
    at = putWide(b, at, text.slice(next, end));
    next = end;
  }
  return at;
}

/** Writes text as part of a string that an engine has to hold in two bytes for each unit; {@link wideLetter} is not kept. */
function putWide(b: Uint8Array, p: number, text: string): number {
  return (p + utf8Write.call(b, text + wideLetter, p, b.length - p) - 2) | 0;
}

/** Two bytes, for which {@link textRoom} makes room. */
const wideLetter = "\u0100";

/** An index near this one that is not between the halves of a surrogate pair. */
function pieceEnd(text: string, index: number): number {
  if (index >= text.length) return text.length;
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index + 1 : index;
}

/**
 * The same with the number of bytes before it, as a varint; {@link textRoom} and five more were reserved.
 * Measuring first would cost a second pass over the text: it is taken for ASCII and moved when it is not.
 */
export function putCountedText(b: Uint8Array, p: number, text: string): number {
  if (text.length <= 42) {
    const stop = putText(b, p + 1, text); // at most 126 bytes
    b[p] = stop - p - 1;
    return stop;
  }
  const guess = varintLength(text.length);
  const stop = putText(b, p + guess, text);
  const length = stop - p - guess;
  const moved = varintLength(length) - guess;
  if (moved > 0) b.copyWithin(p + guess + moved, p + guess, stop);
  putVarint(b, p, length);
  return stop + moved;
}

function varintLength(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
}
