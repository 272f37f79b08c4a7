// Gets the codecs of a worker: as the server has generated them, or made here.
import type { ServiceCodec } from "../../codec/codec.ts";
import type { GeneratedProtocol } from "../../codec/generator/codec.ts";
import { loadCodec } from "../../codec/generator/load.ts";
import type { HandlerSource } from "../../handler/source.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { ResolvedService } from "../../schema/service.ts";

/**
 * Codecs that the server has generated are only compiled here; others have what makes them loaded first: that of JSON, which
 * few clients speak, when the first comes.
 * @param compiled is told of those, so that the server generates them for the next.
 * @param canWait whether a call may wait for that: one that another thread relays may not, and all is loaded at once.
 */
export async function codecsOf(
  { codecs }: HandlerSource,
  service: ResolvedService,
  compiled: (protocol: ProtocolName) => void,
  canWait: boolean,
): Promise<(protocol: ProtocolName) => ServiceCodec | Promise<ServiceCodec>> {
  const generator = () => import("../../codec/generator/codec.ts");
  const json = () => import("../../codec/json/codec.ts");
  const generatorHere = codecs === undefined || !canWait ? await generator() : undefined;
  const jsonHere = canWait ? undefined : await json();
  const generated = ({ generateCodec }: Generator, protocol: GeneratedProtocol) =>
    loadCodec(generateCodec(service, protocol));
  return (protocol) => {
    const source = codecs?.[protocol];
    if (source !== undefined) return loadCodec(source);
    compiled(protocol);
    if (protocol === "json")
      return jsonHere?.jsonCodec(service) ?? json().then((made) => made.jsonCodec(service));
    if (generatorHere !== undefined) return generated(generatorHere, protocol);
    return generator().then((loaded) => generated(loaded, protocol));
  };
}

type Generator = typeof import("../../codec/generator/codec.ts");
