// Tells what a reply says from its bytes, without knowing its service: a result, a declared exception, or an error.
import { readI32 } from "./bytes.ts";
import { type MessageBytes, messageType } from "./message.ts";
import type { ProtocolName } from "./names.ts";

/** The outcome of a call. */
export type ReplyOutcome =
  /** The id of the field that the reply has: 0 is the result; undefined: there is none, as of a void function. */
  | { readonly kind: "reply"; readonly field: number | undefined }
  /** A TApplicationException, by its type's number. */
  | { readonly kind: "exception"; readonly type: number };

/** Reads a reply that this library has written. */
export function replyOutcome({ bytes, start, end, protocol }: MessageBytes): ReplyOutcome {
  return readers[protocol](bytes, start, end);
}

type Reader = (bytes: Uint8Array, start: number, end: number) => ReplyOutcome;

const readers: Readonly<Record<ProtocolName, Reader>> = {
  binary(bytes, start, end) {
    const isStrict = bytes[start]! >= 0x80;
    const name = isStrict ? start + 4 : start;
    const behindName = name + 4 + readI32(bytes, name);
    const type = bytes[isStrict ? start + 3 : behindName];
    // An exception ends with its type, an i32, and the end of its struct.
    if (type === messageType.exception) return { kind: "exception", type: bytes[end - 2]! };
    const field = behindName + (isStrict ? 4 : 5);
    const id = bytes[field] === 0 ? undefined : ((bytes[field + 1]! << 24) >> 16) | bytes[field + 2]!;
    return { kind: "reply", field: id };
  },

  compact(bytes, start, end) {
    const type = bytes[start + 1]! >> 5;
    if (type === messageType.exception) return { kind: "exception", type: bytes[end - 2]! >> 1 };
    let at = start + 2;
    const varint = (): number => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++]!;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80 || at >= end) return value;
      }
    };
    varint(); // the sequence id
    const length = varint();
    at += length;
    const field = bytes[at++]!;
    if (field === 0) return { kind: "reply", field: undefined };
    if (field >> 4 !== 0) return { kind: "reply", field: field >> 4 };
    const id = varint();
    return { kind: "reply", field: (id >>> 1) ^ -(id & 1) };
  },

  json(bytes, start, end) {
    const [, type, field] =
      inJson.exec(decoder.decode(bytes.subarray(start, Math.min(end, start + most)))) ?? [];
    if (Number(type) !== messageType.exception) {
      return { kind: "reply", field: field === undefined ? undefined : Number(field) };
    }
    const tail = decoder.decode(bytes.subarray(Math.max(start, end - 40), end));
    return { kind: "exception", type: Number(/"i32":(\d+)\}\}\]$/.exec(tail)?.[1] ?? 0) };
  },
};

const decoder = new TextDecoder();
/** More bytes than any function's name has. */
const most = 4096;
const inJson = /^\[1,"(?:[^"\\]|\\.)*",(\d),-?\d+,\{(?:"(-?\d+)")?/;
