// The compact protocol's variable-length integers: seven bits a byte, the lowest first.

import type { Input } from "./input.ts";
import { badVarint, truncated } from "./read_errors.ts";

/**
 * Reads a varint of at most five bytes as a signed 32-bit integer.
 * @throws {ProtocolError} INVALID_DATA when it is longer or the message ends.
 */
export function readVarint(input: Input): number {
  const b = input.bytes;
  let p = input.position;
  let result = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    if (p >= input.end) throw truncated();
    const byte = b[p++]!;
    result |= (byte & 127) << shift;
    if (byte < 128) {
      input.position = p;
      return result;
    }
  }
  throw badVarint();
}

/**
 * Reads a zigzag varint of at most ten bytes.
 * @throws {ProtocolError} INVALID_DATA when it is longer or the message ends.
 */
export function readZigzag64(input: Input): bigint {
  const b = input.bytes;
  let p = input.position;
  const end = input.end;
  if (p >= end) throw truncated();
  let byte = b[p++]!;
  let low = byte & 127; // bits 0 to 31
  let high = 0; // bits 32 to 63
  for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
    if (p >= end) throw truncated();
    byte = b[p++]!;
    low |= (byte & 127) << shift;
  }
  if (byte > 127) {
    if (p >= end) throw truncated();
    byte = b[p++]!;
    low |= byte << 28;
    high = (byte & 127) >>> 4;
    for (let shift = 3; byte > 127; shift += 7) {
      if (shift > 31) throw badVarint();
      if (p >= end) throw truncated();
      byte = b[p++]!;
      high |= (byte & 127) << shift;
    }
  }
  input.position = p;
  return unzigzag(low, high);
}

function unzigzag(low: number, high: number): bigint {
  const sign = -(low & 1);
  scratch.setInt32(0, (high >>> 1) ^ sign);
  scratch.setInt32(4, ((low >>> 1) | (high << 31)) ^ sign);
  return scratch.getBigInt64(0);
}

/** Stores the 32 bits of `value` as a varint of up to five bytes; returns the index behind it. */
export function putVarint(b: Uint8Array, p: number, value: number): number {
  let rest = value;
  let at = p;
  while ((rest & ~127) !== 0) {
    b[at++] = rest | 128;
    rest >>>= 7;
  }
  b[at++] = rest;
  return at;
}

/** Stores an i64 as a zigzag varint of up to ten bytes; returns the index behind it, or -1 when it is out of range. */
export function putZigzag64(b: Uint8Array, p: number, value: bigint): number {
  scratch.setBigInt64(0, value);
  if (scratch.getBigInt64(0) !== value) return -1;
  const top = scratch.getInt32(0);
  const bottom = scratch.getInt32(4);
  const sign = top >> 31;
  let low = (bottom << 1) ^ sign;
  let high = ((top << 1) | (bottom >>> 31)) ^ sign;
  let at = p;
  while (high !== 0) {
    b[at++] = low | 128;
    low = (low >>> 7) | (high << 25);
    high >>>= 7;
  }
  return putVarint(b, at, low);
}

const scratch = new DataView(new ArrayBuffer(8));
