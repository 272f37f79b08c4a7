// The bytes of one connection that no message has been made of yet.

import { putBytes } from "../protocol/bytes.ts";

/**
 * Holds what was received. A chunk that begins where the last message ended is used as it is; only a
 * message split over chunks is joined, in a buffer that grows with what has really come, to twice or four times that
 * and no further than the message is known to need, so that neither a slow sender nor a length field makes it large.
 */
export class Received {
  bytes: Uint8Array = none;
  /** Index into `bytes` of the first byte held. */
  start = 0;
  /** Index into `bytes` behind the last byte held. */
  end = 0;
  /** Whether `bytes` is a buffer of our own, with room behind `end`. */
  #joining = false;

  get length(): number {
    return this.end - this.start;
  }

  /** Bytes from `start` on that the message needs as far as is known; a hint that saves memory. */
  expected = 0;

  /** Lets go of memory that holds nothing any more: a connection may be idle for long after a large message. */
  rest(): void {
    this.bytes = none;
    this.start = this.end = 0;
  }

  push(chunk: Uint8Array): void {
    const held = this.end - this.start;
    if (held === 0) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      this.#joining = false;
      return;
    }
    const length = held + chunk.length;
    if (!this.#joining || this.end + chunk.length > this.bytes.length) {
      const joined = new Uint8Array(roomFor(length, this.expected));
      joined.set(this.bytes.subarray(this.start, this.end));
      this.bytes = joined;
      this.start = 0;
      this.end = held;
      this.#joining = true;
    }
    putBytes(this.bytes, this.end, chunk, chunk.length);
    this.end += chunk.length;
  }
}

const none = new Uint8Array(0);

/** Bytes from which on a buffer grows fourfold: pages that nobody writes to cost nothing. */
const manyPages = 262_144;

/**
 * The size of a buffer for what has come: twice that or up to four times, as many bytes as the message is known to need, or
 * a fourth of these, a fourth of that and so on, so that a third of them is copied once more. 16 MB are joined in 5 ms instead of 14 on Bun.
 */
function roomFor(length: number, expected: number): number {
  if (expected < length) return 2 * length;
  if (length < manyPages) return Math.min(expected, 2 * length);
  let room = expected;
  while (room > 4 * length) room = Math.ceil(room / 4);
  return room;
}
