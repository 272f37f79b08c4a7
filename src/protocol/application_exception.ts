// TApplicationException: the errors that Thrift itself reports to a client, instead of a result or a declared exception.
import { type MessageHead, messageType } from "./message.ts";
import type { ProtocolName } from "./names.ts";
import type { Output } from "./output.ts";
import { putCountedText, putText, textRoom } from "./text.ts";
import { putVarint } from "./varint.ts";

/** TApplicationException's types, as Apache numbers them. */
export const applicationExceptionType = {
  UNKNOWN: 0,
  UNKNOWN_METHOD: 1,
  INVALID_MESSAGE_TYPE: 2,
  WRONG_METHOD_NAME: 3,
  BAD_SEQUENCE_ID: 4,
  MISSING_RESULT: 5,
  INTERNAL_ERROR: 6,
  PROTOCOL_ERROR: 7,
  INVALID_TRANSFORM: 8,
  INVALID_PROTOCOL: 9,
  UNSUPPORTED_CLIENT_TYPE: 10,
} as const;

/**
 * Appends the reply that carries a TApplicationException, in the form that Apache's libraries write.
 *
 * @param head the beginning of the message that is answered.
 * @param type one of {@link applicationExceptionType}.
 */
export function writeApplicationException(
  output: Output,
  protocol: ProtocolName,
  head: Omit<MessageHead, "type">,
  type: number,
  message: string,
): void {
  writers[protocol](output, head, type, message);
}

type Writer = (output: Output, head: Omit<MessageHead, "type">, type: number, message: string) => void;

const writers: Readonly<Record<ProtocolName, Writer>> = {
  binary(output, { name, seqid, strict }, type, message) {
    output.reserve(textRoom(name) + textRoom(message) + roomBeside);
    const { bytes, view } = output;
    let p = output.position;
    const i32 = (value: number): void => {
      view.setInt32(p, value);
      p += 4;
    };
    const text = (value: string): void => {
      const end = putText(bytes, p + 4, value);
      i32(end - p - 4);
      p = end;
    };
    const field = (code: number, id: number): void => {
      bytes.set([code, 0, id], p);
      p += 3;
    };
    if (strict) i32(0x8001_0000 | messageType.exception);
    text(name);
    if (!strict) bytes[p++] = messageType.exception;
    i32(seqid);
    field(11, 1); // a string
    text(message);
    field(8, 2); // an i32
    i32(type);
    bytes[p++] = 0;
    output.position = p;
  },

  compact(output, { name, seqid }, type, message) {
    output.reserve(textRoom(name) + textRoom(message) + roomBeside);
    const { bytes } = output;
    let p = output.position;
    bytes[p++] = 0x82;
    bytes[p++] = (messageType.exception << 5) | 1; // version 1
    p = putVarint(bytes, p, seqid);
    p = putCountedText(bytes, p, name);
    bytes[p++] = 0x18; // the first field, a string
    p = putCountedText(bytes, p, message);
    bytes[p++] = 0x15; // the second, an i32
    p = putVarint(bytes, p, type << 1);
    bytes[p++] = 0;
    output.position = p;
  },

  json(output, { name, seqid }, type, message) {
    const fields = `{"1":{"str":${quoted(message)}},"2":{"i32":${type}}}`;
    const text = `[1,${quoted(name)},${messageType.exception},${seqid},${fields}]`;
    output.reserve(textRoom(text));
    output.position = putText(output.bytes, output.position, text);
  },
};

/** More bytes than either form takes beside its texts. */
const roomBeside = 64;

function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
