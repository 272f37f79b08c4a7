// A service's readers and writers in the JSON protocol.
import type { ResolvedService } from "../schema/service.ts";
import type { ServiceCodec } from "./codec.ts";
import type { GenerateOptions } from "./generate.ts";

export function jsonCodec(service: ResolvedService, _options: GenerateOptions = {}): ServiceCodec {
  throw new Error(`${service.name}: the JSON protocol is not there yet`);
}
