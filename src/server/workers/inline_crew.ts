// Runs calls on the event loop that reads the sockets, without any worker.
import { sharedCodec } from "../../codec/shared.ts";
import { type LoadedHandler, loadHandler } from "../../handler/load.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import { LocalExecutor } from "../calls/local_executor.ts";
import { LocalConnections } from "../connections/local_connections.ts";
import { draining } from "../connections/refusing_connections.ts";
import { WaitingRoom } from "../connections/waiting_room.ts";
import { processorOf } from "../processing.ts";
import { refusedCalls } from "../refusals.ts";
import { closeHandler } from "../worker/close_handler.ts";
import { type Crew, type CrewParts, eventLoopOf, type Phase, type Readiness, RenewalError } from "./crew.ts";
import { WorkerWatch } from "./worker_watch.ts";

/** The event loop itself as the only worker. */
export class InlineCrew implements Crew {
  readonly size = 0;
  readonly roomElsewhere = 0;
  readonly #parts: CrewParts;
  #loaded: LoadedHandler | undefined;
  #local: LocalConnections | undefined;
  /** Connections that wait for the one being served to close. */
  #room: WaitingRoom | undefined;
  #phase: Phase = "init";
  #ending = false;

  constructor(parts: CrewParts) {
    this.#parts = parts;
  }

  async start(): Promise<Readiness> {
    const loaded = await this.#loadHandler();
    const { settings, events, counting } = this.#parts;
    const counts = counting?.inline(loaded.service);
    const Processing = await processorOf(settings);
    const processor = new Processing(
      loaded.service,
      loaded.handler,
      (protocol) => sharedCodec(loaded.service, protocol),
      refusedCalls(events.refusals),
      undefined,
      counts,
    );
    const executor = new LocalExecutor(processor, settings.concurrency, settings.limits, undefined, counts);
    const loop = eventLoopOf(this.#parts);
    this.#local = new LocalConnections(executor, loop);
    this.#room = new WaitingRoom(loop, events);
    this.#loaded = loaded;
    this.#phase = "calls";
    return loaded;
  }

  async #loadHandler(): Promise<LoadedHandler> {
    const { source, settings, program, exports } = this.#parts;
    // A module that is not there by then waits for something.
    const waits = setTimeout(() => program?.hasTurns(), importedAfter);
    const beginning = new WorkerWatch(source.file).starts();
    try {
      const loaded = await loadHandler(source, { exports });
      beginning.stage = "init";
      const ready = loaded.handler.init?.({ id: 1, runs: "inline", model: settings.model });
      program?.hasTurns();
      await ready;
      return loaded;
    } finally {
      clearTimeout(waits);
      beginning.over();
    }
  }

  accept(accepted: Accepted): void {
    if (this.#ending) this.#room?.turnAway(accepted, draining);
    else if (this.#full) this.#room!.enter(accepted);
    else this.#take(accepted);
  }

  async renew(): Promise<never> {
    const { source } = this.#parts;
    throw new RenewalError(
      `${source.file} runs in the server's own process, which imports it once: stop the server and start it again`,
    );
  }

  async drain(): Promise<void> {
    this.#ending = true;
    const waiting = this.#room?.drain(draining);
    await this.#local?.drain();
    await waiting;
    this.#phase = "close";
    if (this.#loaded?.handler.close === undefined) return;
    const { program, source, settings } = this.#parts;
    await program?.closes(source.file, settings.shutdownTimeout * 1000);
    await closeHandler(this.#loaded.handler);
  }

  get unfinished(): ReadonlySet<Phase> {
    return new Set([this.#phase]);
  }

  async kill(): Promise<void> {
    this.#ending = true;
    this.#local?.destroy();
    this.#room?.destroy();
  }

  get #full(): boolean {
    return this.#parts.plan.oneAtATime && this.#local!.connections > 0;
  }

  #take(accepted: Accepted): void {
    this.#local!.take(accepted, () => {
      this.#parts.events.left(accepted);
      const next = this.#ending ? undefined : this.#room?.next();
      if (next !== undefined) this.#take(next);
    });
  }
}

/** Milliseconds. */
const importedAfter = 1000;
