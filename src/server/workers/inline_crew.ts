// Runs calls on the event loop that reads the sockets, without any worker.
import { compileCodec } from "../../codec/compile.ts";
import { type LoadedHandler, loadHandler } from "../../handler/load.ts";
import type { HandlerSource } from "../../handler/source.ts";
import { Processor } from "../../processor/processor.ts";
import { Output } from "../../protocol/output.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import type { Tls } from "../../tls/tls.ts";
import { LocalExecutor } from "../calls/local_executor.ts";
import { LocalPlace, type PlaceParts } from "../connections/local_connections.ts";
import { draining } from "../connections/refusing_connections.ts";
import { WaitingRoom } from "../connections/waiting_room.ts";
import { Watch } from "../connections/watchdog.ts";
import type { Model } from "../models.ts";
import type { Settings } from "../options/settings.ts";
import type { Program } from "../program.ts";
import { refusedCalls } from "../refusals.ts";
import { closeHandler } from "../worker/close_handler.ts";
import type { Crew, CrewEvents } from "./crew.ts";
import type { Phase, Readiness } from "./worker_handle.ts";
import { WorkerWatch } from "./worker_watch.ts";

/** The event loop itself as the only worker. */
export class InlineCrew implements Crew {
  readonly use = "here";
  readonly size = 0;
  readonly roomElsewhere = 0;
  readonly #model: Model;
  readonly #settings: Settings;
  readonly #source: HandlerSource;
  readonly #tls: Tls | undefined;
  readonly #events: CrewEvents;
  #loaded: LoadedHandler | undefined;
  #place: LocalPlace | undefined;
  /** Connections that wait for the one being served to close. */
  #room: WaitingRoom | undefined;
  readonly #program: Program | undefined;
  #phase: Phase = "init";
  #ending = false;

  constructor(
    model: Model,
    settings: Settings,
    source: HandlerSource,
    events: CrewEvents,
    tls?: Tls,
    program?: Program,
  ) {
    this.#program = program;
    this.#model = model;
    this.#settings = settings;
    this.#source = source;
    this.#events = events;
    this.#tls = tls;
  }

  async start(): Promise<Readiness> {
    const loaded = await this.#loadHandler();
    const { concurrency, limits } = this.#settings;
    const { refusals, unknownFields } = this.#events;
    const processor = new Processor(
      loaded.service,
      loaded.handler,
      (protocol) => compileCodec(loaded.service, protocol),
      refusedCalls(refusals),
    );
    const executor = new LocalExecutor(processor, concurrency, limits);
    const parts: PlaceParts = {
      output: new Output(undefined, limits, unknownFields),
      settings: this.#settings,
      watch: new Watch(limits, refusals),
      tls: this.#tls,
    };
    this.#place = new LocalPlace(executor, parts);
    this.#room = new WaitingRoom(parts, this.#events);
    this.#loaded = loaded;
    this.#phase = "calls";
    return loaded;
  }

  async #loadHandler(): Promise<LoadedHandler> {
    // A module that is not there by then waits for something.
    const waits = setTimeout(() => this.#program?.hasTurns(), importedAfter);
    const beginning = new WorkerWatch(this.#source.file).starts();
    try {
      const loaded = await loadHandler(this.#source);
      beginning.stage = "init";
      const ready = loaded.handler.init?.({ id: 1, runs: "inline", model: this.#model.name });
      this.#program?.hasTurns();
      await ready;
      return loaded;
    } finally {
      clearTimeout(waits);
      beginning.over();
    }
  }

  place(accepted: Accepted): void {
    if (this.#ending) this.#room?.turnAway(accepted, draining);
    else if (this.#full) this.#room!.enter(accepted);
    else this.#take(accepted);
  }

  async drain(): Promise<void> {
    this.#ending = true;
    const waiting = this.#room?.drain(draining);
    await this.#place?.drain();
    await waiting;
    this.#phase = "close";
    if (this.#loaded?.handler.close === undefined) return;
    await this.#program?.closes(this.#source.file, this.#settings.shutdownTimeout * 1000);
    await closeHandler(this.#loaded.handler);
  }

  get unfinished(): ReadonlySet<Phase> {
    return new Set([this.#phase]);
  }

  async kill(): Promise<void> {
    this.#ending = true;
    this.#place?.destroy();
    this.#room?.destroy();
  }

  get #full(): boolean {
    return this.#model.takes === "connection" && this.#place!.connections > 0;
  }

  #take(accepted: Accepted): void {
    this.#place!.take(accepted, () => {
      this.#events.left(accepted);
      const next = this.#ending ? undefined : this.#room?.next();
      if (next !== undefined) this.#take(next);
    });
  }
}

/** Milliseconds. */
const importedAfter = 1000;
