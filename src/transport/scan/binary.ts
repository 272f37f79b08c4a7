// Measures messages of the binary protocol, in its strict and its old form.
import { readI32 } from "../../protocol/bytes.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { type Grammar, incomplete, type Scanner } from "./scanner.ts";

export const binaryGrammar: Grammar = { messageBegin, field, value, fixedSize };

function messageBegin(scan: Scanner, bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 4) return incomplete;
  const word = readI32(bytes, at);
  if (word < 0) {
    // Strict: version and type, then the name, then the sequence id.
    if (bytes[at] !== 0x80 || bytes[at + 1] !== 0x01) {
      throw new ProtocolError("BAD_VERSION", `0x${(word >>> 0).toString(16)} where a binary message begins`);
    }
    if (end - at < 8) return incomplete;
    scan.skip(readLength(bytes, at + 4));
    scan.skip(4);
    return 8;
  }
  // Old: the name, then a byte for the type, then the sequence id.
  scan.skip(word);
  scan.skip(5);
  return 4;
}

function field(scan: Scanner, bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 1) return incomplete;
  const type = bytes[at]!;
  if (type === 0) {
    scan.closeStruct();
    return 1;
  }
  if (end - at < 3) return incomplete;
  const size = value(scan, bytes, at + 3, end, type);
  return size === incomplete ? incomplete : size + 3;
}

function value(scan: Scanner, bytes: Uint8Array, at: number, end: number, type: number): number {
  const fixed = fixedSize(type);
  if (fixed > 0) {
    scan.skip(fixed);
    return 0;
  }
  switch (type) {
    case 11:
      if (end - at < 4) return incomplete;
      scan.skip(readLength(bytes, at));
      return 4;
    case 12:
      scan.openStruct();
      return 0;
    case 13:
      if (end - at < 6) return incomplete;
      scan.openMap(readLength(bytes, at + 2), bytes[at]!, bytes[at + 1]!);
      return 6;
    case 14:
    case 15:
      if (end - at < 5) return incomplete;
      scan.openList(readLength(bytes, at + 1), bytes[at]!);
      return 5;
    default:
      throw new ProtocolError("INVALID_DATA", `no type has the number ${type}`);
  }
}

function fixedSize(type: number): number {
  return fixedSizes[type] ?? 0;
}

/** By type: 2 bool, 3 byte, 4 double, 6 i16, 8 i32, 10 i64, 16 uuid. */
const fixedSizes = [0, 0, 1, 1, 8, 0, 2, 0, 4, 0, 8, 0, 0, 0, 0, 0, 16];

function readLength(bytes: Uint8Array, at: number): number {
  const length = readI32(bytes, at);
  if (length < 0) throw new ProtocolError("NEGATIVE_SIZE", `a length of ${length}`);
  return length;
}
