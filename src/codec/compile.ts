// From a service to functions that read and write its messages.
import type { ProtocolName } from "../protocol/names.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { CodecOptions, ServiceCodec } from "./codec.ts";
import { generateCodec } from "./generator/codec.ts";
import { loadCodec } from "./generator/load.ts";
import { jsonCodec } from "./json/codec.ts";

/**
 * Compiles a service's readers and writers for one protocol. It takes a few milliseconds: call it when a
 * connection first speaks the protocol, and keep the result.
 */
export function compileCodec(
  service: ResolvedService,
  protocol: ProtocolName,
  options?: CodecOptions,
): ServiceCodec {
  if (protocol === "json") return jsonCodec(service, options);
  return loadCodec(generateCodec(service, protocol, options));
}
