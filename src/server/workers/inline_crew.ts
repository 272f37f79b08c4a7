// Runs calls on the event loop that reads the sockets, without any worker.
import type { Shared, WorkerInfo } from "../../handler/handler.ts";
import { type LoadedHandler, loadHandler } from "../../handler/load.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { countBatches, plainRules } from "../calls/batch_rules.ts";
import { LocalExecutor } from "../calls/local_executor.ts";
import { LocalConnections } from "../connections/local_connections.ts";
import { draining } from "../connections/refusing_connections.ts";
import { WaitingRoom } from "../connections/waiting_room.ts";
import { type CrewState, noRestarts } from "../counting/observed.ts";
import { Equipper, type Told } from "../equipment/equipment.ts";
import { processorOf } from "../processing.ts";
import { refusedCalls } from "../refusals.ts";
import { settlesWithin } from "../within.ts";
import { closeHandler } from "../worker/close_handler.ts";
import type { CodecsOf } from "../worker/warm_up.ts";
import {
  type Crew,
  type CrewParts,
  eventLoopOf,
  type Phase,
  type Readiness,
  RenewalError,
  waitUntil,
} from "./crew.ts";
import { overdueStart } from "./start_error.ts";
import { type Start, WorkerWatch } from "./worker_watch.ts";

/** The event loop itself as the only worker. */
export class InlineCrew implements Crew {
  readonly size = 0;
  readonly workers = 0;
  readonly roomElsewhere = 0;
  readonly #parts: CrewParts;
  #loaded: LoadedHandler | undefined;
  #executor: LocalExecutor | undefined;
  #local: LocalConnections | undefined;
  /** Connections that wait for the one being served to close. */
  #room: WaitingRoom | undefined;
  readonly #equipment: Told;
  #shared: Shared | undefined;
  #phase: Phase = "init";
  #ending = false;
  /** Nobody waits any more, and nobody is let in. */
  #over = false;
  /** The handlers that were imported. */
  #count = 0;
  /** Settles when earlier renewals are made. */
  #renewals: Promise<unknown> = Promise.resolve();
  /** Settles when the handlers whose place another has taken are closed. */
  #replaced: Promise<unknown> = Promise.resolve();

  constructor(parts: CrewParts) {
    this.#parts = parts;
    this.#equipment = new Equipper(parts.settings, "inline").equip().begins().told;
  }

  async start(): Promise<Readiness> {
    const loaded = await this.#loadFirst();
    const { settings, events } = this.#parts;
    const { processor, counts } = await this.#processorOf(loaded);
    // What most clients speak, for the first of them; who starts the server does not wait for it.
    setImmediate(() => void processor.prepare("binary")?.catch(() => {})); // its first client is told
    this.#executor = new LocalExecutor(processor, settings.concurrency, settings.limits, undefined, counts);
    this.#executor.gather(loaded.handler.batches, settings.concurrency);
    const loop = eventLoopOf(this.#parts);
    this.#local = new LocalConnections(this.#executor, loop);
    this.#room = new WaitingRoom(loop, events);
    this.#loaded = loaded;
    this.#phase = "calls";
    return { ...loaded, timeouts: loaded.handler.timeouts, rules: plainRules(loaded.handler) };
  }

  async #loadFirst(): Promise<LoadedHandler> {
    const { source, program, exports, elsewhere } = this.#parts;
    // A module that is not there by then waits for something.
    const waits = setTimeout(() => program?.hasTurns(), importedAfter);
    const beginning = new WorkerWatch(source.file).starts();
    try {
      const loading = elsewhere?.loaded ?? loadHandler(source, { exports, onFile: this.#onIdl });
      const loaded = await this.#inTime(beginning, loading);
      beginning.stage = "init";
      const ready = this.#init(loaded);
      program?.hasTurns();
      await this.#inTime(beginning, ready);
      await this.#warmUp(loaded, beginning);
      return loaded;
    } finally {
      clearTimeout(waits);
      beginning.over();
    }
  }

  /** Tells who watches the files. */
  get #onIdl(): ((path: string) => void) | undefined {
    const { addIdl } = this.#parts.events;
    return addIdl && ((path) => addIdl([path]));
  }

  /** Waits for a step of a start, no longer than the start may take. @throws {InitError} when it does. */
  async #inTime<Result>({ stage, lasting }: Start, step: Promise<Result> | Result): Promise<Result> {
    const { source, settings } = this.#parts;
    const { initTimeout } = settings;
    const left = initTimeout * 1000 - (performance.now() - lasting.since);
    if (initTimeout === 0 || (await settlesWithin(Promise.resolve(step), left))) return await step;
    throw overdueStart(stage, source.file, initTimeout);
  }

  #init({ handler }: LoadedHandler): unknown {
    this.#count++;
    if (handler.share === undefined) return handler.init?.(this.#self);
    return this.#share(handler.share).then(() => handler.init?.(this.#self));
  }

  async #share(share: () => Promise<unknown>): Promise<void> {
    this.#shared = (await import("../sharing/shared.ts")).sharedAlone(await share());
  }

  get #self(): WorkerInfo {
    const about = { id: this.#count, runs: "inline", model: this.#parts.settings.model } as const;
    return { ...about, ...this.#equipment, ...(this.#shared && { shared: this.#shared }) };
  }

  async #warmUp({ service, handler }: LoadedHandler, beginning: Start): Promise<void> {
    const { warmups: steps } = handler;
    if (steps === undefined) return;
    beginning.stage = "warmup";
    const { warmUp } = await import("../worker/warm_up.ts");
    const codecs = codecsOf(service);
    const { file } = this.#parts.source;
    await this.#inTime(beginning, warmUp({ service, handler, steps, worker: this.#self, file, codecs }));
  }

  async #processorOf({ service, handler, status }: LoadedHandler) {
    const { settings, events, counting, elsewhere } = this.#parts;
    const counts = counting?.inline({ ...service, rules: handler.rules });
    if (counts !== undefined) countBatches(handler, counts);
    if (status !== undefined) status.ask = () => status.told(counting?.counters ?? {});
    const Processing = await processorOf(settings, (call) => events.calls?.add(call), elsewhere?.processor);
    const processor = new Processing(
      service,
      handler,
      codecsOf(service),
      refusedCalls(events.refusals),
      undefined,
      counts,
    );
    return { processor, counts };
  }

  accept(accepted: Accepted): void {
    if (this.#over) this.#room?.turnAway(accepted, draining);
    else if (this.#full) this.#room!.enter(accepted);
    else this.#take(accepted);
  }

  renew(approve?: (readiness: Readiness) => Promise<void>): Promise<Readiness> {
    const renewed = this.#renewals.then(() => this.#renew(approve));
    this.#renewals = renewed.catch(() => {});
    return renewed;
  }

  async #renew(approve?: (readiness: Readiness) => Promise<void>): Promise<Readiness> {
    const { source, exports, settings, elsewhere } = this.#parts;
    this.#requireGoingOn();
    if (elsewhere !== undefined)
      throw new RenewalError(
        `the calls of ${source.file} run elsewhere: there is no handler here to be read anew`,
      );
    const { mayChange } = await import("../../runtime/imports/again.ts");
    if (exports !== undefined || !mayChange(source.url))
      throw new RenewalError(
        `${source.file} runs in the server's own process and is part of its program: stop it and start it again`,
      );
    const beginning = new WorkerWatch(source.file).starts();
    let loaded: LoadedHandler;
    try {
      loaded = await this.#inTime(beginning, loadHandler(source, { again: true, onFile: this.#onIdl }));
      await approve?.(loaded);
      this.#requireGoingOn();
      beginning.stage = "init";
      await this.#inTime(beginning, this.#init(loaded));
      await this.#warmUp(loaded, beginning);
    } finally {
      beginning.over();
    }
    if (this.#ending) await closeHandler(loaded.handler);
    this.#requireGoingOn();
    const { processor } = await this.#processorOf(loaded);
    const before = this.#loaded!.handler;
    this.#loaded = loaded;
    this.#executor!.gather(loaded.handler.batches, settings.concurrency);
    const ended = this.#executor!.replace(processor).then(() => closeHandler(before));
    this.#replaced = Promise.all([this.#replaced, ended]);
    return loaded;
  }

  /** @throws {RenewalError} when the server ends. */
  #requireGoingOn(): void {
    if (this.#ending) throw new RenewalError("the server is about to end");
  }

  async resize(): Promise<never> {
    throw new RenewalError(
      `the model ${this.#parts.settings.model} runs calls on its event loop here: it has no workers`,
    );
  }

  announceEnd(): void {
    this.#local?.announceEnd();
    this.#loaded?.handler.ending?.();
  }

  async drain(patience?: number): Promise<void> {
    this.#ending = true;
    this.#loaded?.handler.batches?.hurry();
    this.#loaded?.handler.ending?.();
    this.#local?.leave();
    const until = waitUntil(patience);
    await this.#room?.finish(draining, () => performance.now() < until);
    this.#over = true;
    await this.#local?.drain();
    this.#phase = "close";
    const { program, source, settings } = this.#parts;
    if (this.#loaded?.handler.close !== undefined) {
      await program?.closes(source.file, settings.shutdownTimeout * 1000);
      await closeHandler(this.#loaded.handler);
    }
    await this.#replaced;
  }

  waitingMethods(): Iterable<string> {
    return this.#executor?.waitingMethods() ?? [];
  }

  get observed(): CrewState {
    return {
      unready: this.#executor?.unready,
      workers: [],
      waitingCalls: this.#executor?.waitingCalls ?? 0,
      waitingConnections: this.#room?.size ?? 0,
      restarts: noRestarts(),
    };
  }

  get unfinished(): ReadonlySet<Phase> {
    return new Set([this.#phase]);
  }

  async kill(): Promise<void> {
    this.#ending = true;
    this.#over = true;
    this.#local?.destroy();
    this.#room?.destroy();
  }

  get #full(): boolean {
    return this.#parts.plan.oneAtATime && this.#local!.connections > 0;
  }

  #take(accepted: Accepted): void {
    this.#local!.take(accepted, () => {
      this.#parts.events.left(accepted);
      const next = this.#room?.next();
      if (next !== undefined) this.#take(next);
    });
  }
}

/** What makes them is loaded when the first client speaks. */
function codecsOf(service: ResolvedService): CodecsOf {
  return async (protocol) => (await import("../../codec/shared.ts")).sharedCodec(service, protocol);
}

/** Milliseconds. */
const importedAfter = 1000;
