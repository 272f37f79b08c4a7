// Replies to calls that are not run: they say why, in the words of a TApplicationException.
import { type MessageHead, messageType, type ServiceCodec } from "../../codec/codec.ts";
import { compileCodec } from "../../codec/compile.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { Input } from "../../protocol/input.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import { Output } from "../../protocol/output.ts";
import { type ResolvedService, splitWireName } from "../../schema/service.ts";
import type { Caller } from "./executor.ts";

/**
 * The reply to a message, which need not be whole, without knowing its service.
 *
 * @param type of the exception, one of applicationExceptionType.
 * @param reason given the method's name.
 * @returns no bytes for a oneway message; undefined when its beginning cannot be read.
 */
export function exceptionReply(
  protocol: ProtocolName,
  message: Uint8Array,
  type: number,
  reason: (method: string) => string,
): Uint8Array | undefined {
  codecs[protocol] ??= compileCodec(anyService, protocol);
  const codec = codecs[protocol];
  const head: MessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  const input = new Input();
  input.reset(message);
  try {
    codec.readMessageBegin(input, head);
  } catch (error) {
    // A thread that is ended in the middle of its reply, for want of memory say, leaves it where the message was.
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
  const output = new Output(1024);
  const { seqid, strict } = head;
  const { name } = splitWireName(head.name);
  if (head.type !== messageType.oneway) {
    codec.writeApplicationException(output, name, seqid, type, reason(name), strict);
  }
  return output.bytes.subarray(0, output.position);
}

/**
 * Answers a caller's message with an exception, without knowing its service.
 * @returns false when the message's beginning cannot be read.
 */
export function refuseCall(caller: Caller, type: number, reason: string): boolean {
  const { envelope, protocol, bytes, start, end } = caller.message;
  const reply = exceptionReply(protocol, bytes.subarray(start, end), type, () => reason);
  if (reply === undefined) return false;
  const mark = caller.beginReply(envelope);
  caller.output.append(reply);
  caller.endReply(mark, envelope);
  return true;
}

const codecs: Partial<Record<ProtocolName, ServiceCodec>> = {};

/** A service without functions knows enough to read who was called and to answer with an exception. */
const anyService: ResolvedService = {
  name: "",
  functions: [],
  schema: { program: "", namespaces: {}, structs: {}, enums: {}, constants: {}, services: {} },
};
