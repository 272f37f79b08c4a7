// A worker's place in a server, which is filled again when the worker in it has died.

import { log } from "../log/log.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Accepted } from "../runtime/runtime.ts";
import { LocalPlace, type Place, type PlaceParts } from "./place.ts";
import type { Progress } from "./progress.ts";
import type { RefusalReport } from "./refusals.ts";
import { RelayExecutor } from "./relay_executor.ts";
import type { UnknownField } from "./unknown_fields.ts";
import {
  type Phase,
  type Readiness,
  WorkerHandle,
  type WorkerPlan,
  type WorkerStartError,
} from "./worker_handle.ts";

/** How a slot's worker comes by its calls. */
export interface SlotPlan extends WorkerPlan {
  /**
   * - `hand`: connections are handed to it.
   * - `relay`: its connections live on this event loop, and their calls are relayed to it.
   * - an executor: it takes its share of the calls that this one relays.
   */
  /** Looks at how calls get on. */
  readonly progress: Progress;
  readonly connections: "hand" | "relay" | RelayExecutor;
  /** Its worker takes one connection, and ends with it. */
  readonly once: boolean;
  /** A worker that has died is replaced here; otherwise the slot stays empty. */
  readonly refilled: boolean;
}

/** What a slot tells its server. */
export interface SlotEvents {
  /** A number for the next worker. */
  nextId(): number;
  /** Its worker is ready; the first time and after each replacement. */
  ready(slot: Slot, readiness: Readiness): void;
  /** A connection has to be put elsewhere: the worker died before it took it. */
  untaken(accepted: Accepted): void;
  /** Its worker has refused something. */
  refused(reports: readonly RefusalReport[]): void;
  /** A result of its worker's has a property that is no field. */
  unknownField(found: UnknownField): void;
  /** It is empty and stays so. */
  empty(slot: Slot): void;
}

export class Slot implements Place {
  /** Whether connections can be put here now. */
  available = false;
  readonly #plan: SlotPlan;
  readonly #events: SlotEvents;
  readonly #executor: RelayExecutor | undefined;
  readonly #local: LocalPlace | undefined;
  #worker: WorkerHandle | undefined;
  #ending = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(plan: SlotPlan, events: SlotEvents, placed: PlaceParts) {
    this.#plan = plan;
    this.#events = events;
    if (plan.connections === "relay") {
      const { concurrency, limits } = plan.settings;
      const executor = new RelayExecutor(1, concurrency, limits.maxQueuedCalls, plan.progress);
      this.#executor = executor;
      this.#local = new LocalPlace(executor, placed, (connection) => executor.gone(connection));
    } else if (plan.connections !== "hand") this.#executor = plan.connections;
  }

  get connections(): number {
    return this.#local?.connections ?? this.#worker?.connections ?? 0;
  }

  /** What keeps it from having ended. */
  get phase(): Phase | undefined {
    return (this.#local?.connections ?? 0) > 0 ? "calls" : this.#worker?.phase;
  }

  /** Starts the worker. Resolves when it takes calls. @throws {WorkerStartError} */
  async start(): Promise<Readiness> {
    const worker = new WorkerHandle(this.#events.nextId(), this.#plan, {
      fetch: (call) => this.#executor?.fetch(worker, call),
      reply: (call, reply, headers) => this.#executor?.reply(call, reply, headers),
      unreadable: (call, error) => this.#executor?.unreadable(call, error),
      untaken: (accepted) => this.#events.untaken(accepted),
      refused: (reports) => this.#events.refused(reports),
      unknownField: (found) => this.#events.unknownField(found),
      exit: (reason) => this.#exited(worker, reason),
    });
    this.#worker = worker;
    const readiness = await worker.ready;
    this.#failures = 0;
    this.available = true;
    this.#executor?.add(worker);
    this.#events.ready(this, readiness);
    return readiness;
  }

  take(accepted: Accepted, left: (spoken?: ProtocolName) => void): void {
    if (this.#plan.once) {
      this.available = false;
      this.#worker?.expectEnd();
    }
    (this.#local ?? this.#worker)!.take(accepted, left);
  }

  /** Its worker is not replaced any more. */
  expectEnd(): void {
    this.#ending = true;
    clearTimeout(this.#retry);
  }

  /** Finishes its calls and ends its worker. */
  async drain(): Promise<void> {
    this.#ending = true;
    this.available = false;
    clearTimeout(this.#retry);
    await this.#local?.drain();
    await this.#worker?.drain();
  }

  /** Ends everything at once. Resolves when the worker is gone. */
  async kill(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#retry);
    this.#local?.destroy();
    this.#worker?.kill();
    await this.#worker?.exited;
  }

  #exited(worker: WorkerHandle, reason: string): void {
    const started = this.available || this.#plan.once;
    this.available = false;
    this.#executor?.remove(worker, reason);
    // Connections that live on this event loop have outlived their worker: they need another.
    const refilled = this.#plan.refilled || (this.#local?.connections ?? 0) > 0;
    if (this.#ending || (started && !refilled)) this.#events.empty(this);
    else if (started) this.#restart();
  }

  /** At once the first time, later and later while the worker does not come up. */
  #restart(): void {
    const delay = this.#failures === 0 ? 0 : Math.min(50 * 2 ** this.#failures, 10_000);
    this.#failures++;
    this.#retry = setTimeout(() => {
      this.start().catch((error: WorkerStartError) => {
        if (this.#ending) return;
        log.error("a worker could not be started: {message}", { message: error.message });
        this.#restart();
      });
    }, delay);
  }
}
