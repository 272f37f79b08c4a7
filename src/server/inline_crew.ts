// Runs calls on the event loop that reads the sockets, without any worker.
import { compileCodec } from "../codec/compile.ts";
import { type LoadedHandler, loadHandler } from "../handler/load.ts";
import type { HandlerSource } from "../handler/source.ts";
import { Processor } from "../processor/processor.ts";
import { Output } from "../protocol/output.ts";
import type { Accepted } from "../runtime/runtime.ts";
import type { Tls } from "../runtime/tls.ts";
import type { Crew } from "./crew.ts";
import { LocalExecutor } from "./local_executor.ts";
import type { Model } from "./models.ts";
import { LocalPlace } from "./place.ts";
import type { Settings } from "./settings.ts";
import type { Readiness } from "./worker_handle.ts";

/** The event loop itself as the only worker. */
export class InlineCrew implements Crew {
  readonly use = "here";
  readonly size = 0;
  readonly #model: Model;
  readonly #settings: Settings;
  readonly #source: HandlerSource;
  readonly #tls: Tls | undefined;
  #loaded: LoadedHandler | undefined;
  #place: LocalPlace | undefined;
  /** Connections that wait for the one being served to close. */
  readonly #waiting = new Set<Accepted>();
  #ending = false;

  constructor(model: Model, settings: Settings, source: HandlerSource, tls?: Tls) {
    this.#model = model;
    this.#settings = settings;
    this.#source = source;
    this.#tls = tls;
  }

  async start(): Promise<Readiness> {
    const loaded = await loadHandler(this.#source);
    await loaded.handler.init?.({ id: 1, runs: "inline", model: this.#model.name });
    const processor = new Processor(loaded.service, loaded.handler, (protocol) =>
      compileCodec(loaded.service, protocol),
    );
    const executor = new LocalExecutor(processor, this.#settings.concurrency);
    this.#place = new LocalPlace(executor, new Output(), this.#settings, this.#tls);
    this.#loaded = loaded;
    return loaded;
  }

  place(accepted: Accepted): void {
    if (this.#ending) accepted.refuse();
    else if (this.#full) {
      this.#waiting.add(accepted);
      accepted.onGone(() => this.#waiting.delete(accepted));
    } else this.#take(accepted);
  }

  async drain(): Promise<void> {
    this.#ending = true;
    for (const accepted of this.#waiting) accepted.refuse();
    this.#waiting.clear();
    await this.#place?.drain();
    await this.#loaded?.handler.close?.();
  }

  kill(): void {
    this.#ending = true;
    this.#place?.destroy();
  }

  get #full(): boolean {
    return this.#model.takes === "connection" && this.#place!.connections > 0;
  }

  #take(accepted: Accepted): void {
    this.#place!.take(accepted, () => {
      if (this.#ending) return;
      for (const next of this.#waiting) {
        this.#waiting.delete(next);
        this.#take(next);
        return;
      }
    });
  }
}
