// Short strings of messages: those that came lately are found by their bytes, others are decoded by hand where that pays.
import { ucs2Slice } from "./native_text.ts";

/*
 * Nanoseconds a string, Bun 1.4.5 / Deno 2.9.6 / Node 24.21:
 *
 *                            known          by hand          utf8Slice
 *   5 ASCII                  12 / 15 / 18                    46 / 65 / 71
 *   17 ASCII                 20 / 26 / 31                    47 / 63 / 68
 *   12 Cyrillic              23 / 30 / 36   65 / 119 / 105   77 / 120 / 176
 *   9 CJK                    23 / 31 / 35   53 / 67 / 79     114 / 189 / 297
 *
 * A string that is known is also one whose hash an engine has worked out for the last map or set that it was put into.
 */

/** Bytes of strings that are remembered, and that are decoded by hand; shorter ones are made as fast as found. */
export const shortestKnown = 4;
export const longestKnown = 32;

const wordsOfEach = longestKnown / 4;
const places = 2048;
const placeShift = 32 - Math.log2(places / 2);

/**
 * Each place's string, its length in bytes, and these bytes as words of four: 100 kB with the strings. A hash has two
 * places, as of 200 strings a tenth would otherwise drive each other out.
 */
const texts: string[] = new Array<string>(places).fill("");
const lengths = new Uint8Array(places);
const words = new Int32Array(places * wordsOfEach);

/** Strings that are not looked up when most of those before were not found, and what decides it. */
const pause = 4096;
const trial = 128;
let credit = trial;
/** Which of two places was filled last. */
let other = 0;

const multiplier = 0x9e3779b1;

/**
 * Finds or makes the string whose UTF-8 is the `length` bytes at `p`, from {@link shortestKnown} to {@link longestKnown}.
 *
 * @param decode makes the string when it is not known; what it throws passes through, and nothing is remembered.
 */
export function knownText(
  b: Uint8Array,
  p: number,
  length: number,
  where: string,
  decode: (b: Uint8Array, p: number, length: number, where: string) => string,
): string {
  if (credit <= 0) {
    if (--credit < -pause) credit = trial;
    return decode(b, p, length, where);
  }
  const last = p + length - 4; // the last word may share bytes with the one before
  const tail = b[last]! | (b[last + 1]! << 8) | (b[last + 2]! << 16) | (b[last + 3]! << 24);
  let hash = Math.imul(tail ^ length, multiplier);
  for (let at = p; at < last; at += 4) {
    const word = b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
    hash = Math.imul(hash ^ (hash >>> 15) ^ word, multiplier);
  }
  const place = (hash >>> placeShift) << 1;
  const found = isAt(place, b, p, length, tail)
    ? place
    : isAt(place + 1, b, p, length, tail)
      ? place + 1
      : undefined;
  if (found !== undefined) {
    if (credit < 2 * trial) credit += 2;
    return texts[found]!;
  }
  credit--;
  const text = decode(b, p, length, where);
  other ^= 1;
  remember(place + other, text, b, p, length, tail);
  return text;
}

function isAt(place: number, b: Uint8Array, p: number, length: number, tail: number): boolean {
  let word = place * wordsOfEach;
  if (lengths[place] !== length || words[word] !== tail) return false;
  const last = p + length - 4;
  for (let at = p; at < last; at += 4) {
    const same = b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
    if (words[++word] !== same) return false;
  }
  return true;
}

function remember(place: number, text: string, b: Uint8Array, p: number, length: number, tail: number): void {
  texts[place] = text;
  lengths[place] = length;
  let word = place * wordsOfEach;
  words[word] = tail;
  const last = p + length - 4;
  for (let at = p; at < last; at += 4) {
    words[++word] = b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
  }
}

const units = new Uint16Array(longestKnown);
const bytesOfUnits = new Uint8Array(units.buffer);

/**
 * Decodes at most {@link longestKnown} bytes that are not all ASCII.
 *
 * @returns undefined for those that are, which an engine does faster, and for what is no UTF-8.
 */
export function decodeShort(b: Uint8Array, p: number, length: number): string | undefined {
  const end = p + length;
  let count = 0;
  let at = p;
  let above = 0;
  while (at < end) {
    const byte = b[at++]!;
    if (byte < 0x80) {
      units[count++] = byte;
      continue;
    }
    above = byte;
    const second = b[at++]!;
    if (byte < 0xc2 || at > end || (second & 0xc0) !== 0x80) return undefined;
    if (byte < 0xe0) {
      units[count++] = ((byte & 31) << 6) | (second & 63);
      continue;
    }
    const third = b[at++]!;
    if (at > end || (third & 0xc0) !== 0x80) return undefined;
    const three = ((byte & 15) << 12) | ((second & 63) << 6) | (third & 63);
    if (byte < 0xf0) {
      if (three < 0x800 || (three & 0xf800) === 0xd800) return undefined; // too long a form, or half a pair
      units[count++] = three;
      continue;
    }
    const fourth = b[at++]!;
    const beyond = ((byte & 7) << 18) | ((second & 63) << 12) | ((third & 63) << 6) | (fourth & 63);
    if (byte > 0xf4 || at > end || (fourth & 0xc0) !== 0x80) return undefined;
    if (beyond < 0x1_0000 || beyond > 0x10_ffff) return undefined;
    units[count++] = 0xd7c0 + (beyond >> 10);
    units[count++] = 0xdc00 | (beyond & 0x3ff);
  }
  return above === 0 ? undefined : ucs2Slice.call(bytesOfUnits, 0, 2 * count);
}
