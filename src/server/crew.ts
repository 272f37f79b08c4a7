// The threads or processes of a server, and which of them gets the next connection.
import { generateCodec } from "../codec/generate.ts";
import type { HandlerSource } from "../handler/source.ts";
import { log } from "../log/log.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { Output } from "../protocol/output.ts";
import { runtime } from "../runtime/current.ts";
import type { Accepted, ListenOptions } from "../runtime/runtime.ts";
import type { Tls } from "../runtime/tls.ts";
import { Arrivals } from "./arrivals.ts";
import type { Connection } from "./connection.ts";
import type { Model } from "./models.ts";
import { LocalPlace, type PlaceParts } from "./place.ts";
import type { Program } from "./program.ts";
import { Progress } from "./progress.ts";
import type { Refusals } from "./refusals.ts";
import { RelayExecutor } from "./relay_executor.ts";
import type { Settings } from "./settings.ts";
import { Slot, type SlotEvents, type SlotPlan } from "./slot.ts";
import type { UnknownFields } from "./unknown_fields.ts";
import { Watch } from "./watch.ts";
import type { Phase, Readiness } from "./worker_handle.ts";
import { WorkerWatch } from "./worker_watch.ts";

/** What a crew tells its server. */
export interface CrewEvents {
  /** What was refused on this event loop. */
  readonly refusals: Refusals;
  /** Is told what results hold that the IDL does not know. */
  readonly unknownFields: UnknownFields;
  /** A connection that was given to {@link Crew.place} has ended; called once for each. */
  left(accepted: Accepted): void;
}

/** Whoever runs the calls of a server's connections. */
export interface Crew {
  /** How connections are to be accepted for it. */
  readonly use: ListenOptions["use"];
  /** How many workers there are, ready or starting; 0 when calls run on this event loop. */
  readonly size: number;
  /** Does what has to be done before the first connection. @throws {WorkerStartError} */
  start(): Promise<Readiness>;
  /** Takes a connection, now or as soon as there is room for it. */
  place(accepted: Accepted): void;
  /** It is soon to {@link Crew.drain}: workers that end now, by the signal that its server has got say, end. */
  expectEnd?(): void;
  /** Finishes the calls at work, closes the connections, ends the workers. */
  drain(): Promise<void>;
  /** What {@link Crew.drain} still waits for. */
  readonly unfinished: ReadonlySet<Phase>;
  /** Ends everything at once. Resolves when that is done, which takes a second at the most. */
  kill(): Promise<void>;
}

/** Workers of a fixed number, or one for each connection and some to spare. */
export class WorkerCrew implements Crew {
  readonly #model: Model;
  readonly #settings: Settings;
  /** Where the handler is and, once a worker was ready, what need not be worked out again. */
  #source: HandlerSource;
  readonly #tls: Tls | undefined;
  readonly #endsProgram: boolean;
  /** What the connections of this event loop share. */
  readonly #placed: PlaceParts;
  readonly #told: CrewEvents;
  readonly #slots = new Set<Slot>();
  /** Where connections live when any worker may take their messages. */
  readonly #shared: { readonly executor: RelayExecutor; readonly place: LocalPlace } | undefined;
  /** Accepted connections that wait for a worker, the longest waiting first. */
  readonly #waiting = new Set<Accepted>();
  #starting = 0;
  #lastId = 0;
  #ending = false;
  #endsSoon = false;
  #growing: ReturnType<typeof setTimeout> | undefined;
  #filling: ReturnType<typeof setTimeout> | undefined;
  readonly #arrivals = new Arrivals();
  readonly #progress = new Progress();
  readonly #watch: WorkerWatch;
  /** Starting workers failed this often in a row. */
  #failures = 0;

  /** @param program that ends with the server, if there is one. */
  constructor(
    model: Model,
    settings: Settings,
    source: HandlerSource,
    events: CrewEvents,
    tls?: Tls,
    program?: Program,
  ) {
    this.#endsProgram = program !== undefined;
    this.#model = model;
    this.#settings = settings;
    this.#source = source;
    this.#told = events;
    this.#watch = new WorkerWatch(source.file);
    this.#tls = tls;
    const { limits } = settings;
    this.#placed = {
      output: new Output(undefined, limits),
      settings,
      watch: new Watch(limits, events.refusals),
      tls,
    };
    if (model.takes === "message") {
      const executor = new RelayExecutor(
        settings.workers,
        settings.concurrency,
        limits.maxQueuedCalls,
        this.#progress,
      );
      const gone = (connection: Connection) => executor.gone(connection);
      const place = new LocalPlace(executor, this.#placed, gone);
      this.#shared = { executor, place };
    }
  }

  get use(): ListenOptions["use"] {
    if (this.#model.runs === "process") return "process";
    return this.#hands ? "thread" : "here";
  }

  get size(): number {
    return this.#slots.size;
  }

  async start(): Promise<Readiness> {
    const { workers, spares, maxWorkers } = this.#settings;
    if (this.#model.workers === "fixed") {
      const [first] = await Promise.all(Array.from({ length: workers }, () => this.#startSlot()));
      return first!;
    }
    // The others start faster once the first has told its service, and nobody has to wait for them.
    const first = await this.#startSlot();
    this.#startSlots(Math.min(spares, maxWorkers) - 1);
    return first;
  }

  place(accepted: Accepted): void {
    if (this.#ending) {
      this.#refuse(accepted);
      return;
    }
    this.#arrivals.count();
    if (this.#shared !== undefined) {
      this.#shared.place.take(accepted, () => this.#told.left(accepted));
    } else if (this.#waiting.size > 0 || !this.#seat(accepted)) {
      this.#waiting.add(accepted);
      accepted.onGone(() => {
        if (this.#waiting.delete(accepted)) this.#told.left(accepted);
      });
      this.#grow();
    }
    this.#growSoon();
  }

  expectEnd(): void {
    this.#endsSoon = true;
    for (const slot of this.#slots) slot.expectEnd();
  }

  async drain(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#filling);
    for (const accepted of this.#waiting) this.#refuse(accepted);
    this.#waiting.clear();
    await this.#shared?.place.drain();
    await Promise.all([...this.#slots].map((slot) => slot.drain()));
  }

  get unfinished(): ReadonlySet<Phase> {
    const phases = [...this.#slots].map((slot) => slot.phase).filter((phase) => phase !== undefined);
    return new Set((this.#shared?.place.connections ?? 0) > 0 ? ["calls"] : phases);
  }

  async kill(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#filling);
    clearTimeout(this.#growing);
    this.#shared?.place.destroy();
    await Promise.all([...this.#slots].map((slot) => slot.kill()));
  }

  get #hands(): boolean {
    if (this.#model.takes === "message") return false;
    // What is handed to a thread is a descriptor, over which no TLS can be laid there.
    return this.#model.runs === "process" || (runtime.handsToThreads && this.#tls === undefined);
  }

  #refuse(accepted: Accepted): void {
    accepted.refuse();
    this.#told.left(accepted);
  }

  /** Puts a connection with the worker that has the fewest. False when none has room. */
  #seat(accepted: Accepted): boolean {
    const { connectionsPerWorker } = this.#settings;
    const room = connectionsPerWorker === 0 ? Number.POSITIVE_INFINITY : connectionsPerWorker;
    let best: Slot | undefined;
    let fewest = room;
    for (const slot of this.#slots) {
      if (!slot.available || slot.connections >= fewest) continue;
      best = slot;
      fewest = slot.connections;
      if (fewest === 0) break;
    }
    if (best === undefined) return false;
    const slot = best;
    slot.take(accepted, (spoken) => {
      this.#spoken(spoken);
      this.#told.left(accepted);
      this.#seatWaiting();
      this.#dismiss(slot);
    });
    return true;
  }

  #seatWaiting(): void {
    for (const accepted of this.#waiting) {
      if (!this.#seat(accepted)) return;
      this.#waiting.delete(accepted);
    }
  }

  /** Ends a thread that had a connection of its own, when enough others are idle. */
  #dismiss(slot: Slot): void {
    if (this.#model.workers !== "per connection" || !slot.available || slot.connections > 0) return;
    if (this.#idle() > this.#settings.spares) void slot.drain();
  }

  #idle(): number {
    let idle = 0;
    for (const slot of this.#slots) if (slot.available && slot.connections === 0) idle++;
    return idle;
  }

  /**
   * Makes up for a spare that was taken: in a few milliseconds, in which that serves its client, for as
   * many as are soon expected to come; and for all when no more have come for a while.
   */
  #growSoon(): void {
    if (this.#model.workers !== "per connection") return;
    this.#growing ??= setTimeout(() => {
      this.#growing = undefined;
      this.#grow();
    }, replacedAfter);
    clearTimeout(this.#filling);
    this.#filling = setTimeout(() => this.#grow(this.#settings.spares), filledAfter);
  }

  /** Starts workers for the connections that wait and for those to come. */
  #grow(spares = Math.min(this.#arrivals.expected, this.#settings.spares)): void {
    if (this.#model.workers !== "per connection" || this.#failures > 0) return;
    const missing = this.#waiting.size + spares - this.#idle() - this.#starting;
    this.#startSlots(Math.min(missing, mostStarting - this.#starting));
  }

  #startSlots(count: number): void {
    if (this.#ending || this.#endsSoon) return;
    for (let i = 0; i < count && this.#slots.size < this.#settings.maxWorkers; i++) {
      this.#startSlot().catch((error: Error) => this.#retryLater(error));
    }
  }

  #retryLater(error: Error): void {
    if (this.#ending || this.#endsSoon) return;
    log.error("a worker could not be started: {message}", { message: error.message });
    const delay = Math.min(50 * 2 ** this.#failures++, 10_000);
    setTimeout(() => {
      this.#failures = 0;
      this.#grow(this.#settings.spares);
    }, delay);
  }

  async #startSlot(): Promise<Readiness> {
    const plan: SlotPlan = {
      runs: this.#model.runs as "thread" | "process",
      source: this.#source,
      settings: this.#settings,
      watch: this.#watch,
      progress: this.#progress,
      tls: this.#tls,
      endsProgram: this.#endsProgram,
      connections: this.#shared?.executor ?? (this.#hands ? "hand" : "relay"),
      once: this.#model.workers === "per connection" && this.#model.runs === "process",
      refilled: this.#model.workers === "fixed",
    };
    const slot = new Slot(plan, this.#events, this.#placed);
    this.#slots.add(slot);
    this.#starting++;
    const began = performance.now();
    try {
      const readiness = await slot.start();
      this.#arrivals.started(performance.now() - began);
      return readiness;
    } catch (error) {
      this.#slots.delete(slot);
      throw error;
    } finally {
      this.#starting--;
      this.#grow();
    }
  }

  /**
   * Has workers that are yet to start be told the codec of a protocol that clients speak. Worth the server's time
   * only for processes that are started again and again; and what they are not told they need not read.
   */
  #spoken(protocol: ProtocolName | undefined): void {
    const { service, codecs } = this.#source;
    if (this.#model.workers !== "per connection" || this.#model.runs !== "process") return;
    if (protocol === undefined || protocol === "json" || service === undefined) return;
    if (codecs?.[protocol] !== undefined) return;
    const source = generateCodec(service, protocol, { serverOnly: true });
    this.#source = { ...this.#source, codecs: { ...codecs, [protocol]: source } };
  }

  readonly #events: SlotEvents = {
    nextId: () => ++this.#lastId,
    ready: (_, { service }) => {
      if (this.#source.service === undefined) {
        this.#source = { ...this.#source, service };
        this.#spoken("binary"); // what most clients speak
      }
      this.#seatWaiting();
    },
    untaken: (accepted) => this.place(accepted),
    refused: (reports) => {
      for (const { example, count } of reports) this.#told.refusals.add(example, count);
    },
    unknownField: (found) => this.#told.unknownFields.add(found),
    empty: (slot) => {
      this.#slots.delete(slot);
      this.#grow();
    },
  };
}

/** Milliseconds. Starting a process takes 1 ms of this thread and 5 of a core. */
const replacedAfter = 5;

/**
 * Milliseconds without a connection. To replace all spares in the middle of a burst took the processor from
 * its calls: ten clients' calls were 1.6 times faster than one's on two cores, instead of 1.8.
 */
const filledAfter = 3000;

/** Workers that may be starting at a time: more of them would only take the processor from each other. */
const mostStarting = 8;
