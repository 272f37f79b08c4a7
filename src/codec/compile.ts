// From a service to functions that read and write its messages.
import type { ResolvedService } from "../schema/service.ts";
import type { ServiceCodec } from "./codec.ts";
import { type GenerateOptions, generateCodec, type ProtocolName } from "./generate.ts";
import { loadCodec } from "./load.ts";

/**
 * Compiles a service's readers and writers for one protocol. It takes a few milliseconds: call it when a
 * connection first speaks the protocol, and keep the result.
 */
export function compileCodec(
  service: ResolvedService,
  protocol: ProtocolName,
  options?: GenerateOptions,
): ServiceCodec {
  return loadCodec(generateCodec(service, protocol, options));
}
