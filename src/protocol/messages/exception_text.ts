// Reads the message of a TApplicationException without knowing its service.
import { readI32 } from "../bytes.ts";
import type { MessageBytes } from "../message.ts";
import type { ProtocolName } from "../names.ts";
import { readText } from "../text.ts";

/** The message of an exception that this library has written, in the strict form where it is binary. */
export function exceptionText({ bytes, start, end, protocol }: MessageBytes): string {
  return readers[protocol](bytes, start, end);
}

const what = "an exception's message";

const readers: Readonly<Record<ProtocolName, (bytes: Uint8Array, start: number, end: number) => string>> = {
  binary(bytes, start) {
    const behindName = start + 8 + readI32(bytes, start + 4);
    const field = behindName + 4; // the number is in between
    return readText(bytes, field + 7, readI32(bytes, field + 3), what);
  },

  compact(bytes, start) {
    let at = start + 2;
    const varint = (): number => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return value;
      }
    };
    varint(); // the number
    const name = varint();
    at += name + 1; // and the field's head
    const length = varint();
    return readText(bytes, at, length, what);
  },

  json(bytes, start, end) {
    const message = JSON.parse(readText(bytes, start, end - start, what)) as [
      ...[number, string, number, number],
      { readonly 1: { readonly str: string } },
    ];
    return message[4][1].str;
  },
};
