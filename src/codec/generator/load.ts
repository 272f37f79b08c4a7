// From source text to functions.
import type { ServiceCodec } from "../codec.ts";
import { runtime } from "./library.ts";

/** Compiles what {@link generateCodec} made, perhaps in another process. The text is run: it must be trusted. */
export function loadCodec(source: string): ServiceCodec {
  return new Function("runtime", source)(runtime) as ServiceCodec;
}
