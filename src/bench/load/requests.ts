// Writes a call once, as it is sent again and again.

import { compileCodec } from "../../codec/compile.ts";
import { sharedCodec } from "../../codec/shared.ts";
import { Output } from "../../protocol/output.ts";
import { prefixEnd, type ResolvedService } from "../../schema/service.ts";
import { createTransport } from "../../transport/create_transport.ts";
import type { Target } from "./job.ts";

/** A call that is made many times. */
export interface MeasuredCall {
  readonly service: ResolvedService;
  /** Of the function, among the service's. */
  readonly index: number;
  readonly values: readonly unknown[];
  /** Put before the function's name. */
  readonly prefix?: string | undefined;
  /** The most calls that the handler takes as one; absent: it takes one. */
  readonly batch?: number | undefined;
}

/**
 * The call in base64, with the sequence ids 1 to `count`.
 * @throws {ValueError} when an argument does not fit the IDL.
 */
export function requestsOf(call: MeasuredCall, target: Omit<Target, "where">, count: number): string[] {
  const { service, index, values, prefix } = call;
  const { protocol, transport } = target;
  const codec =
    prefix === undefined
      ? sharedCodec(service, protocol)
      : compileCodec(service, protocol, { prefix: prefix + prefixEnd });
  const none = { maxFrameSize: 0x7fffffff, maxMessageSize: 0x7fffffff, maxHeaderSize: 0x7fffffff };
  return Array.from({ length: count }, (_, number) => {
    const output = new Output(512);
    const wire = createTransport({ protocol, transport }, none);
    const mark = wire.beginReply(output, undefined);
    codec.functions[index]!.writeCall(output, number + 1, values);
    wire.endReply(output, mark, undefined);
    return Buffer.from(output.bytes.subarray(0, output.position)).toString("base64");
  });
}
