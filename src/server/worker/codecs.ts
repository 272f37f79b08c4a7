// Gets the codecs of a worker: as the server has generated them, or made here.
import type { ServiceCodec } from "../../codec/codec.ts";
import { loadCodec } from "../../codec/generator/load.ts";
import type { HandlerSource } from "../../handler/source.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { ResolvedService } from "../../schema/service.ts";

/**
 * Codecs that the server has generated are only compiled here; others have their generator loaded first.
 * @param compiled is told of those, so that the server generates them for the next.
 * @param canWait whether a call may wait for the generator: one that another thread relays may not, and it is loaded at once.
 */
export async function codecsOf(
  { codecs }: HandlerSource,
  service: ResolvedService,
  compiled: (protocol: ProtocolName) => void,
  canWait: boolean,
): Promise<(protocol: ProtocolName) => ServiceCodec | Promise<ServiceCodec>> {
  const compiler = () => import("../../codec/compile.ts");
  const loaded = codecs === undefined || !canWait ? await compiler() : undefined;
  return (protocol) => {
    const source = codecs?.[protocol];
    if (source !== undefined) return loadCodec(source);
    compiled(protocol);
    return loaded !== undefined
      ? loaded.compileCodec(service, protocol)
      : compiler().then(({ compileCodec }) => compileCodec(service, protocol));
  };
}
