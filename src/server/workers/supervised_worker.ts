// A worker that is looked after: connections are put here, and a worker that has died is replaced.
import type { Accepted } from "../../runtime/runtime.ts";
import { relayPlaces } from "../calls/relay/layout.ts";
import type { WorkerCalls } from "../calls/worker_calls.ts";
import type { EventLoop, LocalConnections, Place } from "../connections/local_connections.ts";
import { observeWorker } from "../counting/observe_worker.ts";
import type { ObservedWorker, WornBy } from "../counting/observed.ts";
import { handedAtMost } from "../plan.ts";
import { settlesWithin } from "../within.ts";
import { connectionsHere, executorFor } from "./call_executor.ts";
import type { Phase, Readiness } from "./crew.ts";
import { calmAfter, type Restarts } from "./restarts.ts";
import { requireDescriptors } from "./start_error.ts";
import { WorkerHandle } from "./worker_handle.ts";
import { logDropped } from "./worker_log.ts";
import type { Prepared, SupervisionEvents, SupervisionPlan } from "./worker_plan.ts";

export class SupervisedWorker implements Place {
  /** Whether connections can be put here now. */
  available = false;
  /** Connections that its worker has descriptors for. */
  room = Number.POSITIVE_INFINITY;
  readonly #plan: SupervisionPlan;
  readonly #events: Events;
  #executor: WorkerCalls | undefined;
  #local: LocalConnections | undefined;
  /** The one that goes on with its connections. */
  #heir: SupervisedWorker | undefined;
  readonly #restarts: Restarts;
  #worker: WorkerHandle | undefined;
  /** A worker that is ready and has not begun to take calls. */
  #prepared: Prepared<WorkerHandle> | undefined;
  #ending = false;
  /** No other worker takes its worker's place, should that end. */
  #isLast = false;
  /** Others take its place: it takes no more connections. */
  #retiring = false;
  /** Is called when it has no connections any more. */
  #deserted: (() => void) | undefined;
  /** The time when its worker began to take calls. */
  #readyAt = 0;

  constructor(plan: SupervisionPlan, events: Events, loop: EventLoop, restarts: Restarts) {
    this.#plan = plan;
    this.#events = events;
    this.#restarts = restarts;
    if (plan.connections === "relay") {
      this.#executor = executorFor(plan, 1, relayPlaces);
      this.#local = connectionsHere(this.#executor, loop);
    } else if (plan.connections !== "hand") this.#executor = plan.connections;
  }

  get connections(): number {
    return this.#local?.connections ?? this.#worker?.connections ?? 0;
  }

  /** The number of its worker; undefined: it has none now. */
  get id(): number | undefined {
    return this.#worker?.id;
  }

  /** Its phase; undefined when it has ended. */
  get phase(): Phase | undefined {
    return (this.#local?.connections ?? 0) > 0 ? "calls" : this.#worker?.phase;
  }

  /** Whether another connection can be put here now: its worker takes those that it was handed. */
  get hasRoom(): boolean {
    return this.available && (this.#local !== undefined || (this.#worker?.untaken ?? 0) < handedAtMost);
  }

  /** Whether its worker holds connections itself and has not looked up from its calls lately. */
  get isHeldUp(): boolean {
    return this.#worker?.isHeldUp ?? false;
  }

  /** Whether connections are on their way to its worker. */
  get isHanding(): boolean {
    return (this.#worker?.untaken ?? 0) > 0;
  }

  /** Lets go of connections on their way to its worker whose clients have left. */
  look(): void {
    this.#worker?.look();
  }

  /** It at this moment; undefined: it has no worker. */
  get observed(): ObservedWorker | undefined {
    const state =
      this.#ending || this.#isLast || this.#retiring ? "ending" : this.#readyAt > 0 ? "ready" : "starting";
    return this.#worker && observeWorker(this.#worker, state, this.connections);
  }

  /** Whether others take its place. */
  get isRetiring(): boolean {
    return this.#retiring;
  }

  /** Whether its worker is ready, and has not begun to take calls. */
  get isPrepared(): boolean {
    return this.#prepared !== undefined;
  }

  /** Starts the worker. Resolves when it takes calls. @throws {WorkerStartError} */
  async start(): Promise<Readiness> {
    try {
      const readiness = await this.prepare();
      this.begin();
      return readiness;
    } catch (error) {
      this.#executor?.started((error as Error).message);
      throw error;
    }
  }

  /** Starts the worker, which takes no calls before {@link SupervisedWorker.begin}. @throws {WorkerStartError} */
  async prepare(): Promise<Readiness> {
    this.#readyAt = 0;
    const began = performance.now();
    const { runs } = this.#plan;
    requireDescriptors(runs);
    const worker = new WorkerHandle(this.#events.nextId(), this.#plan, {
      ...this.#events,
      relayed: (message) => this.#executor?.receive(worker, message),
      untaken: (accepted) => {
        this.#events.untaken(accepted);
        this.#checkDeserted();
      },
      worn: (by, reason) => this.#worn(worker, by, reason),
      exit: (reason) => this.#exited(worker, reason),
    });
    this.#worker = worker;
    const readiness = await worker.ready;
    this.#prepared = { worker, readiness, took: performance.now() - began };
    return readiness;
  }

  /** Lets the worker that was prepared take calls. */
  begin(): void {
    if (this.#prepared === undefined || this.#isOver) return;
    const { worker, readiness, took } = this.#prepared;
    const { maxAge } = this.#plan.settings;
    this.#prepared = undefined;
    this.#readyAt = performance.now();
    this.available = !this.#retiring;
    this.room = readiness.room ?? Number.POSITIVE_INFINITY;
    const old = () => this.#worn(worker, "maxAge", `it is ${maxAge} s old`);
    if (maxAge > 0) setTimeout(old, maxAge * 1000).unref();
    this.#executor?.limit(readiness.service, readiness.timeouts, readiness.rules);
    this.#executor?.add(worker);
    this.#executor?.started(took);
    if (this.#plan.joins) worker.send({ kind: "joinGroup" });
    this.#events.ready(readiness);
  }

  take(accepted: Accepted, left: () => void): void {
    if (this.#plan.oneConnection) {
      this.available = false;
      this.#worker?.expectEnd();
    }
    (this.#local ?? this.#worker)!.take(accepted, () => {
      left();
      this.current.#checkDeserted();
      if (this.#plan.oneConnection && this.#local !== undefined) void this.drain();
    });
  }

  /** The one that has its connections by now. */
  get current(): SupervisedWorker {
    return this.#heir?.current ?? this;
  }

  /**
   * Goes on with the connections of another one that live on this event loop: that one's worker finishes the calls that it
   * has. Before it begins.
   */
  inherit(other: SupervisedWorker): void {
    if (other.#local === undefined || this.#plan.oneConnection) return;
    this.#local = other.#local;
    this.#executor = other.#executor; // which the other's worker leaves when it ends
    other.#local = undefined;
    other.#heir = this;
  }

  #checkDeserted(): void {
    if (this.connections === 0) this.#deserted?.();
  }

  /** The server ends in a while: whoever asks is told that it is not ready. */
  announceEnd(): void {
    this.#local?.announceEnd();
    if (this.#worker?.phase === "calls") this.#worker.send({ kind: "announce" });
  }

  /** Its worker is not replaced any more. */
  expectEnd(): void {
    this.#isLast = true;
  }

  /** Its connections close once the calls are answered that they have sent; so do those that it is given from now on. */
  leave(): void {
    this.#local?.leave();
    if (this.#worker?.phase === "calls") this.#worker.send({ kind: "leave" });
  }

  /**
   * Others are about to take its place: it takes no more connections, and its worker is replaced only for those it has.
   */
  supersede(): void {
    this.#retiring = true;
    this.available = false;
  }

  /**
   * Ends it when its connections have ended. Resolves when it is gone.
   * @param patience milliseconds after which it closes its connections whatever they are about.
   * @param stay milliseconds, before those, after which it closes them between two calls.
   */
  async retire(patience: number, stay = patience): Promise<void> {
    this.supersede();
    const { promise: deserted, resolve } = Promise.withResolvers<void>();
    this.#deserted = resolve;
    if (this.connections > 0 || this.#plan.joins) this.#worker?.send({ kind: "move" });
    if (this.connections > 0) await settlesWithin(deserted, stay);
    this.#ending = true;
    const ended = async () => {
      // Without a turn where there is nothing to wait for: no call that comes after a reload is to be this worker's.
      if (this.#local !== undefined) await this.#local.drain();
      if (this.#worker !== undefined) this.#executor?.retire?.(this.#worker);
      await this.#worker?.retire();
    };
    if (!(await settlesWithin(ended(), patience))) {
      logDropped(this.#plan.source.file, patience / 1000);
      await this.kill();
    }
    this.#events.empty(this); // it may have had no worker
  }

  /** Finishes its calls and ends its worker. */
  async drain(): Promise<void> {
    this.#ending = true;
    this.available = false;
    await this.#local?.drain();
    await this.#worker?.drain();
  }

  /** Ends everything at once. Resolves when the worker is gone. */
  async kill(): Promise<void> {
    this.#ending = true;
    this.#local?.destroy();
    const worker = this.#worker;
    worker?.kill();
    await worker?.exited;
  }

  /** Whether it has no use for a worker any more. */
  get #isOver(): boolean {
    return this.#ending || (this.#retiring && (this.#local?.connections ?? 0) === 0);
  }

  #worn(worker: WorkerHandle, by: WornBy, reason: string): void {
    if (this.#worker !== worker || this.#retiring || this.#ending || this.#isLast) return;
    this.#events.worn(this, by, reason);
  }

  #exited(worker: WorkerHandle, reason: string): void {
    const started = this.#readyAt > 0;
    // One that ends as soon as it is ready, before it had anything to do, would do so again and again.
    const isYoung = this.available && performance.now() - this.#readyAt < calmAfter;
    this.available = false;
    if (this.#worker === worker) this.#worker = undefined;
    this.#prepared = undefined;
    const ran = this.#executor?.remove(worker, reason) ?? 0;
    const isUseless = isYoung && worker.isUnused && ran === 0;
    const failed = isUseless ? `it ended as soon as it was ready: ${reason}` : undefined;
    // Connections that live on this event loop have outlived their worker: they need another.
    const refilled = this.#plan.refilled || (this.#local?.connections ?? 0) > 0;
    this.#checkDeserted();
    if (this.#isOver || (this.#isLast && started)) this.#events.empty(this);
    else if (started && !refilled) this.#events.empty(this, failed);
    else if (started) {
      this.#events.lost(reason);
      this.#restart(failed);
    }
  }

  #restart(failed: string | undefined): void {
    const start = async () => {
      if (this.#isOver) return;
      await this.start().catch((error: Error) => {
        if (!this.#isOver) throw error;
      });
    };
    if (failed === undefined) this.#restarts.add(start);
    else this.#restarts.failed(failed, start);
  }
}

type Events = SupervisionEvents<SupervisedWorker>;
