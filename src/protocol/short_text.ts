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
const pause = 16_384;
const trial = 128;
/** Above 0: strings are looked up. An object's property, which callers read without a call. */
export const lookups = { credit: trial };

/** Which of two places was filled last; and where the string that was not found belongs. */
let other = 0;
let free = 0;

const multiplier = 0x9e3779b1;

/**
 * Finds the string whose UTF-8 is the `length` bytes at `p`, from {@link shortestKnown} to {@link longestKnown}.
 *
 * @returns undefined when it is not known; {@link remember} it then.
 */
export function knownText(b: Uint8Array, p: number, length: number): string | undefined {
  const last = p + length - 4; // the last word may share bytes with the one before
  const tail = b[last]! | (b[last + 1]! << 8) | (b[last + 2]! << 16) | (b[last + 3]! << 24);
  let hash = Math.imul(tail ^ length, multiplier);
  for (let at = p; at < last; at += 4) {
    const word = b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
    hash = Math.imul(hash ^ (hash >>> 15) ^ word, multiplier);
  }
  const place = (hash >>> placeShift) << 1;
  let found = place;
  if (!isAt(place, b, p, length, tail)) {
    found = place + 1;
    if (!isAt(found, b, p, length, tail)) {
      lookups.credit--;
      other ^= 1;
      free = place + other;
      return undefined;
    }
  }
  if (lookups.credit < 2 * trial) lookups.credit += 2;
  return texts[found]!;
}

/** Counts a string that was not looked up, as {@link lookups} forbade it. */
export function passOver(): void {
  if (--lookups.credit < -pause) lookups.credit = trial;
}

/** Keeps the string that {@link knownText} has just not found at these bytes. */
export function remember(text: string, b: Uint8Array, p: number, length: number): void {
  texts[free] = text;
  lengths[free] = length;
  const last = p + length - 4;
  let word = free * wordsOfEach;
  words[word] = b[last]! | (b[last + 1]! << 8) | (b[last + 2]! << 16) | (b[last + 3]! << 24);
  for (let at = p; at < last; at += 4) {
    words[++word] = b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
  }
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

const units = new Uint16Array(longestKnown);
const bytesOfUnits = new Uint8Array(units.buffer);

/** Decodes at most {@link longestKnown} bytes. @returns undefined for what is no UTF-8. */
export function decodeShort(b: Uint8Array, p: number, length: number): string | undefined {
  const end = p + length;
  let count = 0;
  let at = p;
  while (at < end) {
    const byte = b[at++]!;
    if (byte < 0x80) {
      units[count++] = byte;
      continue;
    }
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
  return ucs2Slice.call(bytesOfUnits, 0, 2 * count);
}
