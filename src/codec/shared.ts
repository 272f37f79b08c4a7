// Codecs that all who speak a service's protocol in one program share.
import type { ProtocolName } from "../protocol/names.ts";
import type { ResolvedService } from "../schema/service.ts";
import type { ServiceCodec } from "./codec.ts";
import { compileCodec } from "./compile.ts";

const known = new WeakMap<ResolvedService, Map<ProtocolName, ServiceCodec>>();

/** Compiles a service for a protocol, or gives what it was compiled to before. A codec has no state. */
export function sharedCodec(service: ResolvedService, protocol: ProtocolName): ServiceCodec {
  const all = known.get(service) ?? new Map<ProtocolName, ServiceCodec>();
  known.set(service, all);
  const codec = all.get(protocol) ?? compileCodec(service, protocol);
  all.set(protocol, codec);
  return codec;
}
