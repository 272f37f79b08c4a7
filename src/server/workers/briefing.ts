// Keeps what new workers are told of their handler: where it is, and all that earlier ones have worked out of it.
import type { generateCodec } from "../../codec/generator/codec.ts";
import type { HandlerSource } from "../../handler/source.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { Sharing } from "../sharing/sharing.ts";
import { WorkerWatch } from "./worker_watch.ts";

/** One for all workers of a server that have the same handler. */
export class Briefing {
  /** The same, with nothing worked out. */
  readonly original: HandlerSource;
  /** Looks at how its workers get on. */
  readonly watch: WorkerWatch;
  /** What they share. */
  readonly sharing: Sharing;
  /** Undefined: it is not loaded, or not needed. */
  #generate: typeof generateCodec | undefined;
  #source: HandlerSource;

  /**
   * @param comeAgain whether workers are started again and again, one for each connection: codecs are generated for these,
   *   and what they share is kept while there is none. A few that stay need not be told: each generates what it needs.
   */
  constructor(source: HandlerSource, comeAgain: boolean) {
    this.original = source;
    this.watch = new WorkerWatch(source.file);
    this.sharing = new Sharing(comeAgain);
    this.#source = source;
    if (comeAgain) void this.#loadGenerator().catch(() => {}); // then each generates what it needs
  }

  /** While the first worker starts. */
  async #loadGenerator(): Promise<void> {
    this.#generate = (await import("../../codec/generator/codec.ts")).generateCodec;
    this.addCodec("binary"); // what most clients speak
  }

  /** The source for a worker that starts now. */
  get source(): HandlerSource {
    return this.#source;
  }

  /** A worker is ready: others need not read the IDL. */
  learn(service: ResolvedService): void {
    if (this.#source.service !== undefined) return;
    const { files: _files, ...needed } = service;
    this.#source = { ...this.#source, service: needed };
    this.addCodec("binary");
  }

  /** A client has spoken a protocol: workers that are yet to start are told its codec. */
  addCodec(protocol: ProtocolName): void {
    const { service, codecs } = this.#source;
    if (this.#generate === undefined || protocol === "json" || service === undefined) return;
    if (codecs?.[protocol] !== undefined) return;
    const source = this.#generate(service, protocol, { serverOnly: true });
    this.#source = { ...this.#source, codecs: { ...codecs, [protocol]: source } };
  }
}
