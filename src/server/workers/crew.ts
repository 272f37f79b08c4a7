// The threads or processes of a server, and which of them gets the next connection.
import { generateCodec } from "../../codec/generated/codec.ts";
import type { HandlerSource } from "../../handler/source.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import { Output } from "../../protocol/output.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import type { Tls } from "../../tls/tls.ts";
import { Outage } from "../calls/outage.ts";
import { Progress } from "../calls/progress.ts";
import { RelayExecutor } from "../calls/relay/executor.ts";
import type { Connection } from "../connections/connection.ts";
import { LocalPlace, type PlaceParts } from "../connections/local_connections.ts";
import { draining } from "../connections/refusing_connections.ts";
import { WaitingRoom } from "../connections/waiting_room.ts";
import { Watch } from "../connections/watchdog.ts";
import type { Settings } from "../options/settings.ts";
import type { Plan } from "../plan.ts";
import type { Program } from "../program.ts";
import type { Refusals } from "../refusals.ts";
import type { UnknownFields } from "../unknown_fields.ts";
import { Arrivals } from "./arrivals.ts";
import { Restarts } from "./restarts.ts";
import { Slot, type SlotEvents, type SlotPlan } from "./supervised_worker.ts";
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

/** What a crew is made of. */
export interface CrewParts {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly source: HandlerSource;
  readonly events: CrewEvents;
  /** Secures the connections. */
  readonly tls?: Tls | undefined;
  /** The program that ends with the server, if there is one. */
  readonly program?: Program | undefined;
}

/** What the connections of the server's event loop share. */
export function placeParts({ settings, events, tls }: Omit<CrewParts, "plan" | "source">): PlaceParts {
  const { limits } = settings;
  return {
    output: new Output(undefined, limits, events.unknownFields),
    settings,
    watch: new Watch(limits, events.refusals),
    tls,
  };
}

/** Whoever runs the calls of a server's connections. */
export interface Crew {
  /** How many connections worker processes may hold, all together. */
  readonly roomElsewhere: number;
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
  readonly #plan: Plan;
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
  /** Accepted connections that wait for a worker. */
  readonly #room: WaitingRoom;
  readonly #restarts = new Restarts((message) => this.#missing(message));
  /** A time in which nobody can be seated: relayed calls have their own. */
  readonly #outage = new Outage(() => this.#look());
  #starting = 0;
  #lastId = 0;
  #ending = false;
  #endsSoon = false;
  #growing: ReturnType<typeof setTimeout> | undefined;
  #filling: ReturnType<typeof setTimeout> | undefined;
  readonly #arrivals = new Arrivals();
  readonly #progress = new Progress();
  readonly #watch: WorkerWatch;

  constructor({ plan, settings, source, events, tls, program }: CrewParts) {
    this.#endsProgram = program !== undefined;
    this.#plan = plan;
    this.#settings = settings;
    this.#source = source;
    this.#told = events;
    this.#watch = new WorkerWatch(source.file);
    this.#tls = tls;
    const { limits } = settings;
    this.#placed = placeParts({ settings, events, tls });
    const { refusals } = events;
    const left = (accepted: Accepted) => events.left(accepted);
    this.#room = new WaitingRoom(this.#placed, { refusals, left, look: () => this.#look() });
    if (plan.connections === "shared") {
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

  get roomElsewhere(): number {
    if (this.#plan.runs !== "process") return 0;
    if (this.#plan.grows) return this.#settings.maxWorkers;
    let room = 0;
    for (const slot of this.#slots) room += slot.room;
    return room;
  }

  get size(): number {
    return this.#slots.size;
  }

  async start(): Promise<Readiness> {
    const { workers, spares, maxWorkers } = this.#settings;
    if (!this.#plan.grows) {
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
      this.#room.turnAway(accepted, draining);
      return;
    }
    this.#arrivals.count();
    if (this.#shared !== undefined) {
      this.#shared.place.take(accepted, () => this.#told.left(accepted));
      return;
    }
    const slot = this.#room.size > 0 ? undefined : this.#free();
    if (slot !== undefined) this.#seat(accepted, slot);
    else {
      this.#room.enter(accepted);
      this.#grow();
      if (this.#starting > 0) this.#missing("its start takes longer than that");
    }
    this.#growSoon();
  }

  expectEnd(): void {
    this.#endsSoon = true;
    this.#restarts.stop();
    for (const slot of this.#slots) slot.expectEnd();
  }

  async drain(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#filling);
    this.#restarts.stop();
    this.#outage.over();
    const waiting = this.#room.drain(draining);
    await this.#shared?.place.drain();
    this.#shared?.executor.end();
    await Promise.all([...this.#slots].map((slot) => slot.drain()));
    await waiting;
    await this.#room.drain(draining); // what workers were sent and did not take
  }

  get unfinished(): ReadonlySet<Phase> {
    const phases = [...this.#slots].map((slot) => slot.phase).filter((phase) => phase !== undefined);
    return new Set((this.#shared?.place.connections ?? 0) > 0 ? ["calls"] : phases);
  }

  async kill(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#filling);
    clearTimeout(this.#growing);
    this.#restarts.stop();
    this.#room.destroy();
    this.#shared?.place.destroy();
    await Promise.all([...this.#slots].map((slot) => slot.kill()));
  }

  /** The worker that has the fewest connections, and room for one more; one that is held up if there is no other. */
  #free(): Slot | undefined {
    const { connectionsPerWorker } = this.#settings;
    const room = connectionsPerWorker === 0 ? Number.POSITIVE_INFINITY : connectionsPerWorker;
    let best: Slot | undefined;
    let heldUp: Slot | undefined;
    let fewest = room;
    for (const slot of this.#slots) {
      if (!slot.hasRoom || slot.connections >= slot.room || slot.connections >= fewest) continue;
      if (slot.isHeldUp) {
        if (heldUp === undefined || slot.connections < heldUp.connections) heldUp = slot;
        continue;
      }
      best = slot;
      fewest = slot.connections;
      if (fewest === 0) break;
    }
    return best ?? heldUp;
  }

  #seat(accepted: Accepted, slot: Slot): void {
    slot.take(accepted, (spoken) => {
      this.#spoken(spoken);
      this.#told.left(accepted);
      this.#seatWaiting();
      this.#dismiss(slot);
    });
    if (slot.isHanding) this.#room.wake();
  }

  #seatWaiting(): void {
    while (this.#room.size > 0) {
      const slot = this.#free();
      const accepted = slot && this.#room.next();
      if (accepted === undefined) return;
      this.#seat(accepted, slot!);
    }
  }

  /** Looks after connections that nobody has taken yet. @returns whether there is more to look after. */
  #look(): boolean {
    let isHanding = false;
    for (const slot of this.#slots) {
      slot.look();
      if (slot.isHanding) isHanding = true;
    }
    const why = this.#outage.refusing;
    if (why !== undefined) this.#room.refuseCalls(why);
    return isHanding;
  }

  /** Ends a thread that had a connection of its own, when enough others are idle. */
  #dismiss(slot: Slot): void {
    if (!this.#plan.grows || !slot.available || slot.connections > 0) return;
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
    if (!this.#plan.grows) return;
    this.#growing ??= setTimeout(() => {
      this.#growing = undefined;
      this.#grow();
    }, replacedAfter);
    clearTimeout(this.#filling);
    this.#filling = setTimeout(() => this.#grow(this.#settings.spares), filledAfter);
  }

  /** Starts workers for the connections that wait and for those to come. */
  #grow(spares = Math.min(this.#arrivals.expected, this.#settings.spares)): void {
    if (!this.#plan.grows || this.#restarts.failing) return;
    const missing = this.#room.size + spares - this.#idle() - this.#starting;
    this.#startSlots(Math.min(missing, mostStarting - this.#starting));
  }

  #startSlots(count: number): void {
    if (this.#ending || this.#endsSoon) return;
    for (let i = 0; i < count && this.#slots.size < this.#settings.maxWorkers; i++) {
      this.#startSlot().catch((error: Error) => this.#failed(error.message));
    }
  }

  /** A worker for a connection could not be started: one is tried later, and the others when that comes up. */
  #failed(message: string): void {
    if (this.#endsSoon) return;
    this.#restarts.failed(message, async () => {
      if (!this.#ending && this.#slots.size < this.#settings.maxWorkers) await this.#startSlot();
    });
  }

  async #startSlot(): Promise<Readiness> {
    const plan: SlotPlan = {
      runs: this.#plan.runs as "thread" | "process",
      source: this.#source,
      settings: this.#settings,
      watch: this.#watch,
      progress: this.#progress,
      tls: this.#tls,
      endsProgram: this.#endsProgram,
      oneConnection: this.#plan.oneConnection,
      connections: this.#shared?.executor ?? (this.#plan.connections === "hand" ? "hand" : "relay"),
      refilled: !this.#plan.grows,
    };
    const slot = new Slot(plan, this.#events, this.#placed, this.#restarts);
    this.#slots.add(slot);
    this.#starting++;
    const began = performance.now();
    try {
      const readiness = await slot.start();
      const took = performance.now() - began;
      this.#arrivals.started(took);
      this.#outage.started(took);
      this.#starting--;
      this.#grow();
      return readiness;
    } catch (error) {
      this.#slots.delete(slot);
      this.#starting--; // whoever hears of the failure says when the next is started
      throw error;
    }
  }

  /** There may be nobody to seat clients with: after a while they are told. */
  #missing(reason: string): void {
    if (this.#ending || this.#shared !== undefined) return;
    const isOut = this.#plan.grows || ![...this.#slots].some((slot) => slot.available);
    if (isOut) this.#outage.none(reason);
  }

  /**
   * Has workers that are yet to start be told the codec of a protocol that clients speak. Worth the server's time
   * only for processes that are started again and again; and what they are not told they need not read.
   */
  #spoken(protocol: ProtocolName | undefined): void {
    const { service, codecs } = this.#source;
    if (!this.#plan.oneConnection) return;
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
      this.#outage.over();
      this.#restarts.succeeded();
      this.#seatWaiting();
    },
    taken: () => this.#seatWaiting(),
    lost: (reason) => this.#missing(reason),
    untaken: (accepted) => this.place(accepted),
    refused: (reports) => {
      for (const { example, count } of reports) this.#told.refusals.add(example, count);
    },
    unknownField: (found) => this.#told.unknownFields.add(found),
    empty: (slot, failed) => {
      this.#slots.delete(slot);
      if (failed === undefined) this.#grow();
      else this.#failed(failed);
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
