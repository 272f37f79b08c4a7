// The threads or processes of a server: each connection is given to one of them, or to the event loop that relays its calls.
import type { Accepted } from "../../runtime/runtime.ts";
import { Outage } from "../calls/outage.ts";
import { Progress } from "../calls/progress.ts";
import { RelayExecutor } from "../calls/relay/executor.ts";
import type { Connection } from "../connections/connection.ts";
import { LocalPlace, type PlaceParts } from "../connections/local_connections.ts";
import { draining } from "../connections/refusing_connections.ts";
import { WaitingRoom } from "../connections/waiting_room.ts";
import { addReport } from "../reports.ts";
import { Briefing } from "./briefing.ts";
import { type Crew, type CrewParts, type Phase, placeParts, type Readiness } from "./crew.ts";
import { Growth } from "./growth.ts";
import { Restarts } from "./restarts.ts";
import { Roster } from "./roster.ts";
import { SupervisedWorker, type SupervisionEvents, type SupervisionPlan } from "./supervised_worker.ts";
import { WorkerWatch } from "./worker_watch.ts";

/** Workers of a fixed number, or one for each connection and some to spare. */
export class WorkerCrew implements Crew {
  readonly #parts: CrewParts;
  readonly #placed: PlaceParts;
  readonly #briefing: Briefing;
  readonly #roster: Roster;
  /** The home of connections when any worker may take their messages. */
  readonly #shared: { readonly executor: RelayExecutor; readonly place: LocalPlace } | undefined;
  /** Accepted connections that wait for a worker. */
  readonly #room: WaitingRoom;
  readonly #growth: Growth | undefined;
  readonly #restarts = new Restarts((message) => this.#missing(message));
  /** A time in which no connection can be given to a worker: relayed calls have their own. */
  readonly #outage = new Outage(() => this.#look());
  readonly #progress = new Progress();
  readonly #watch: WorkerWatch;
  #starting = 0;
  #lastId = 0;
  #ending = false;
  #endsSoon = false;

  constructor(parts: CrewParts) {
    this.#parts = parts;
    this.#placed = placeParts(parts);
    const { plan, settings, source, events } = parts;
    this.#briefing = new Briefing(source, plan.oneConnection);
    this.#roster = new Roster(settings.connectionsPerWorker);
    this.#watch = new WorkerWatch(source.file);
    const { refusals } = events;
    const left = (accepted: Accepted) => events.left(accepted);
    this.#room = new WaitingRoom(this.#placed, { refusals, left, look: () => this.#look() });
    if (plan.grows) this.#growth = this.#grows(settings.spares);
    if (plan.connections === "shared") {
      const { workers, concurrency, limits } = settings;
      const executor = new RelayExecutor(workers, concurrency, limits.maxQueuedCalls, this.#progress);
      const gone = (connection: Connection) => executor.gone(connection);
      this.#shared = { executor, place: new LocalPlace(executor, this.#placed, gone) };
    }
  }

  get roomElsewhere(): number {
    const { plan, settings } = this.#parts;
    if (plan.runs !== "process") return 0;
    return plan.grows ? settings.maxWorkers : this.#roster.room;
  }

  get size(): number {
    return this.#roster.size;
  }

  async start(): Promise<Readiness> {
    const { workers, spares, maxWorkers } = this.#parts.settings;
    if (!this.#parts.plan.grows) {
      const [first] = await Promise.all(Array.from({ length: workers }, () => this.#startWorker()));
      return first!;
    }
    // The others start faster once the first has told its service, and no client has to wait for them.
    const first = await this.#startWorker();
    this.#startWorkers(Math.min(spares, maxWorkers) - 1);
    return first;
  }

  accept(accepted: Accepted): void {
    if (this.#ending) {
      this.#room.turnAway(accepted, draining);
      return;
    }
    if (this.#shared !== undefined) {
      this.#shared.place.take(accepted, () => this.#parts.events.left(accepted));
      return;
    }
    this.#growth?.arrived();
    const worker = this.#room.size > 0 ? undefined : this.#roster.free;
    if (worker !== undefined) this.#seat(accepted, worker);
    else {
      this.#room.enter(accepted);
      this.#growth?.grow();
      if (this.#starting > 0) this.#missing("its start takes longer than that");
    }
  }

  expectEnd(): void {
    this.#endsSoon = true;
    this.#restarts.stop();
    for (const worker of this.#roster.all) worker.expectEnd();
  }

  async drain(): Promise<void> {
    this.#end();
    this.#outage.over();
    const waiting = this.#room.drain(draining);
    await this.#shared?.place.drain();
    this.#shared?.executor.end();
    await Promise.all(this.#roster.all.map((worker) => worker.drain()));
    await waiting;
    await this.#room.drain(draining); // what workers were sent and did not take
  }

  get unfinished(): ReadonlySet<Phase> {
    return (this.#shared?.place.connections ?? 0) > 0 ? new Set(["calls"]) : this.#roster.phases;
  }

  async kill(): Promise<void> {
    this.#end();
    this.#room.destroy();
    this.#shared?.place.destroy();
    await Promise.all(this.#roster.all.map((worker) => worker.kill()));
  }

  #end(): void {
    this.#ending = true;
    this.#growth?.stop();
    this.#restarts.stop();
  }

  #seat(accepted: Accepted, worker: SupervisedWorker): void {
    worker.take(accepted, () => {
      this.#parts.events.left(accepted);
      this.#seatWaiting();
      this.#dismiss(worker);
    });
    if (worker.isHanding) this.#room.wake();
  }

  #seatWaiting(): void {
    while (this.#room.size > 0) {
      const worker = this.#roster.free;
      const accepted = worker && this.#room.next();
      if (accepted === undefined) return;
      this.#seat(accepted, worker!);
    }
  }

  /** Looks after connections that no worker has taken yet. @returns whether there is more to look after. */
  #look(): boolean {
    const isHanding = this.#roster.look();
    const why = this.#outage.refusing;
    if (why !== undefined) this.#room.refuseCalls(why);
    return isHanding;
  }

  /** Ends a thread that had a connection of its own, when enough others are idle. */
  #dismiss(worker: SupervisedWorker): void {
    if (!this.#parts.plan.grows || !worker.available || worker.connections > 0) return;
    if (this.#roster.idle > this.#parts.settings.spares) void worker.drain();
  }

  #grows(spares: number): Growth {
    const state = () => ({
      waiting: this.#room.size,
      idle: this.#roster.idle,
      starting: this.#starting,
      failing: this.#restarts.failing,
    });
    return new Growth(spares, state, (count) => this.#startWorkers(count));
  }

  #startWorkers(count: number): void {
    if (this.#ending || this.#endsSoon) return;
    for (let i = 0; i < count && this.#roster.size < this.#parts.settings.maxWorkers; i++) {
      this.#startWorker().catch((error: Error) => this.#failed(error.message));
    }
  }

  /** A worker for a connection could not be started: one is tried later, and the others when that comes up. */
  #failed(message: string): void {
    if (this.#endsSoon) return;
    this.#restarts.failed(message, async () => {
      const isWanted = !this.#ending && this.#roster.size < this.#parts.settings.maxWorkers;
      if (isWanted) await this.#startWorker();
    });
  }

  async #startWorker(): Promise<Readiness> {
    const worker = this.#newWorker();
    this.#roster.add(worker);
    this.#starting++;
    const began = performance.now();
    let readiness: Readiness;
    try {
      readiness = await worker.start();
    } catch (error) {
      this.#roster.delete(worker);
      throw error; // its catcher says when the next is started
    } finally {
      this.#starting--;
    }
    const took = performance.now() - began;
    this.#outage.started(took);
    this.#growth?.started(took);
    return readiness;
  }

  #newWorker(): SupervisedWorker {
    const { plan, settings, tls, program } = this.#parts;
    const supervision: SupervisionPlan = {
      runs: plan.runs as "thread" | "process",
      source: this.#briefing.source,
      settings,
      oneConnection: plan.oneConnection,
      watch: this.#watch,
      progress: this.#progress,
      tls,
      endsProgram: program !== undefined,
      connections: this.#shared?.executor ?? (plan.connections === "hand" ? "hand" : "relay"),
      refilled: !plan.grows,
    };
    return new SupervisedWorker(supervision, this.#events, this.#placed, this.#restarts);
  }

  /** There may be no worker for clients that wait: after a while they are told. */
  #missing(reason: string): void {
    if (this.#ending || this.#shared !== undefined) return;
    if (this.#parts.plan.grows || !this.#roster.isAvailable) this.#outage.none(reason);
  }

  readonly #events: SupervisionEvents = {
    nextId: () => ++this.#lastId,
    ready: ({ service }) => {
      this.#briefing.learn(service);
      this.#outage.over();
      this.#restarts.succeeded();
      this.#seatWaiting();
    },
    arrived: () => this.#seatWaiting(),
    lost: (reason) => this.#missing(reason),
    untaken: (accepted) => this.accept(accepted),
    compiled: (protocol) => this.#briefing.addCodec(protocol),
    report: (report) => addReport(this.#parts.events, report),
    empty: (worker, failed) => {
      this.#roster.delete(worker);
      if (failed === undefined) this.#growth?.grow();
      else this.#failed(failed);
    },
  };
}
