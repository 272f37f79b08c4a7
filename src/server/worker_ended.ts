// The reply to a call whose worker has died.
import type { MessageHead } from "../codec/codec.ts";
import { compileCodec } from "../codec/compile.ts";
import { applicationExceptionType } from "../processor/application_exception.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { Input } from "../protocol/input.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { Output } from "../protocol/output.ts";
import { type ResolvedService, splitWireName } from "../schema/service.ts";

/**
 * The exception that says that a message's worker has ended, not why: that is the log's. Undefined when the
 * message cannot be read.
 */
export function workerEndedReply(protocol: ProtocolName, message: Uint8Array): Uint8Array | undefined {
  const codec = compileCodec(anyService, protocol);
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
  const { name } = splitWireName(head.name);
  codec.writeApplicationException(
    output,
    name,
    head.seqid,
    applicationExceptionType.INTERNAL_ERROR,
    `the worker that ran ${name} has ended`,
    head.strict,
  );
  return output.bytes.subarray(0, output.position);
}

/** A service without functions knows enough to read who was called and to answer with an exception. */
const anyService: ResolvedService = {
  name: "",
  functions: [],
  schema: { program: "", namespaces: {}, structs: {}, enums: {}, constants: {}, services: {} },
};
