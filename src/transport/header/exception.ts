// The reply to a THeader frame that no message could be made of.
import type { Output } from "../../protocol/output.ts";
import { putVarint } from "../../protocol/varint.ts";

/** The types of TApplicationException that are meant for it. */
export type HeaderExceptionType = keyof typeof types;

const types = { PROTOCOL_ERROR: 7, INVALID_TRANSFORM: 8, INVALID_PROTOCOL: 9 } as const;

/**
 * Appends a TApplicationException. It is the reply to no function, as it is not known which one was called:
 * Apache's servers leave the name empty as well.
 */
export function writeHeaderException(
  output: Output,
  protocol: "binary" | "compact",
  sequenceId: number,
  type: HeaderExceptionType,
  message: string,
): void {
  const text = new TextEncoder().encode(message);
  output.reserve(text.length + largestRest);
  if (protocol === "binary") writeBinary(output, sequenceId, types[type], text);
  else writeCompact(output, sequenceId, types[type], text);
}

/** Bytes of either form beside the text, at most. */
const largestRest = 64;

function writeBinary(output: Output, sequenceId: number, type: number, text: Uint8Array): void {
  const i32 = (value: number): void => {
    output.view.setInt32(output.position, value);
    output.position += 4;
  };
  const fieldHeader = (code: number, id: number): void => output.append(Uint8Array.of(code, 0, id));
  i32(0x80010003 | 0); // version 1, an exception
  i32(0); // no name
  i32(sequenceId);
  fieldHeader(11, 1);
  i32(text.length);
  output.append(text);
  fieldHeader(8, 2);
  i32(type);
  output.append(Uint8Array.of(0));
}

function writeCompact(output: Output, sequenceId: number, type: number, text: Uint8Array): void {
  const varint = (value: number): void => {
    output.position = putVarint(output.bytes, output.position, value);
  };
  output.append(Uint8Array.of(0x82, 0x61)); // an exception, version 1
  varint(sequenceId);
  varint(0); // no name
  output.append(Uint8Array.of(0x18)); // the first field, a string
  varint(text.length);
  output.append(text);
  output.append(Uint8Array.of(0x15, 2 * type, 0)); // the second, an i32; the end
}
