// The reply to a call whose worker has died.
import type { MessageHead } from "../codec/codec.ts";
import { compileCodec } from "../codec/compile.ts";
import { applicationExceptionType } from "../processor/application_exception.ts";
import { Input } from "../protocol/input.ts";
import type { Output } from "../protocol/output.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { ProtocolName } from "../transport/detect.ts";

/** Answers a message with the exception that says how its worker ended. */
export function writeWorkerEnded(
  output: Output,
  protocol: ProtocolName,
  message: Uint8Array,
  reason: string,
): void {
  const codec = compileCodec(anyService, protocol);
  const head: MessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  const input = new Input();
  input.reset(message);
  codec.readMessageBegin(input, head);
  codec.writeApplicationException(
    output,
    head.name,
    head.seqid,
    applicationExceptionType.INTERNAL_ERROR,
    `the worker that ran ${head.name} ended: ${reason}`,
    head.strict,
  );
}

/** A service without functions knows enough to read who was called and to answer with an exception. */
const anyService: ResolvedService = {
  name: "",
  functions: [],
  schema: { program: "", namespaces: {}, structs: {}, enums: {}, constants: {}, services: {} },
};
