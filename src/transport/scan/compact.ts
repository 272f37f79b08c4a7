// Measures messages of the compact protocol.
import { ProtocolError } from "../../protocol/errors.ts";
import { type Grammar, incomplete, type Scanner } from "./scanner.ts";

export const compactGrammar: Grammar = { messageBegin, field, value, fixedSize };

function messageBegin(scan: Scanner, bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 2) return incomplete;
  if (bytes[at] !== 0x82 || (bytes[at + 1]! & 0x1f) !== 1) {
    throw new ProtocolError(
      "BAD_VERSION",
      `0x${bytes[at]!.toString(16)} 0x${bytes[at + 1]!.toString(16)} where a compact message begins`,
    );
  }
  const seqid = varintSize(bytes, at + 2, end, 5);
  if (seqid === incomplete) return incomplete;
  const length = varintSize(bytes, at + 2 + seqid, end, 5);
  if (length === incomplete) return incomplete;
  scan.skip(readLength(bytes, at + 2 + seqid, length));
  return 2 + seqid + length;
}

function field(scan: Scanner, bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 1) return incomplete;
  const header = bytes[at]!;
  if (header === 0) {
    scan.closeStruct();
    return 1;
  }
  let size = 1;
  if (header >> 4 === 0) {
    // The id stands behind the header when it is not up to 15 above the field before.
    const id = varintSize(bytes, at + 1, end, 3);
    if (id === incomplete) return incomplete;
    size += id;
  }
  const type = header & 0x0f;
  if (type === 1 || type === 2) return size; // a bool field's value is its type
  const inner = value(scan, bytes, at + size, end, type);
  return inner === incomplete ? incomplete : size + inner;
}

function value(scan: Scanner, bytes: Uint8Array, at: number, end: number, type: number): number {
  const fixed = fixedSize(type);
  if (fixed > 0) {
    scan.skip(fixed);
    return 0;
  }
  switch (type) {
    case 4:
      return varintSize(bytes, at, end, 3);
    case 5:
      return varintSize(bytes, at, end, 5);
    case 6:
      return varintSize(bytes, at, end, 10);
    case 8: {
      const size = varintSize(bytes, at, end, 5);
      if (size === incomplete) return incomplete;
      scan.skip(readLength(bytes, at, size));
      return size;
    }
    case 9:
    case 10: {
      if (end - at < 1) return incomplete;
      const header = bytes[at]!;
      if (header >> 4 !== 15) {
        scan.openList(header >> 4, header & 0x0f);
        return 1;
      }
      const size = varintSize(bytes, at + 1, end, 5);
      if (size === incomplete) return incomplete;
      scan.openList(readLength(bytes, at + 1, size), header & 0x0f);
      return 1 + size;
    }
    case 11: {
      const size = varintSize(bytes, at, end, 5);
      if (size === incomplete) return incomplete;
      const count = readLength(bytes, at, size);
      if (count === 0) return size; // an empty map has no types
      if (end - at < size + 1) return incomplete;
      const types = bytes[at + size]!;
      scan.openMap(count, types >> 4, types & 0x0f);
      return size + 1;
    }
    case 12:
      scan.openStruct();
      return 0;
    default:
      throw new ProtocolError("INVALID_DATA", `no compact type has the number ${type}`);
  }
}

function fixedSize(type: number): number {
  return fixedSizes[type] ?? 0;
}

/** By type: 1 and 2 bool (as an element), 3 byte, 7 double, 13 uuid. */
const fixedSizes = [0, 1, 1, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 16];

function varintSize(bytes: Uint8Array, at: number, end: number, most: number): number {
  for (let size = 0; size < most; size++) {
    if (at + size >= end) return incomplete;
    if (bytes[at + size]! < 0x80) return size + 1;
  }
  throw new ProtocolError("INVALID_DATA", `a number of more than ${most} bytes`);
}

function readLength(bytes: Uint8Array, at: number, size: number): number {
  let length = 0;
  for (let i = size - 1; i >= 0; i--) length = length * 128 + (bytes[at + i]! & 0x7f);
  if (length > 0x7fffffff) throw new ProtocolError("NEGATIVE_SIZE", `a length of ${length | 0}`);
  return length;
}
