// From a service to functions that read and write its messages.
import type { ResolvedService } from "../schema/service.ts";
import type { ServiceCodec } from "./codec.ts";
import { type GenerateOptions, generateCodec, type ProtocolName } from "./generate.ts";
import { runtime } from "./runtime.ts";

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

/** Compiles what {@link generateCodec} made, perhaps in another process. The text is run: it must be trusted. */
export function loadCodec(source: string): ServiceCodec {
  return new Function("runtime", source)(runtime) as ServiceCodec;
}
