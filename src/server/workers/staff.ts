// Starts the workers of a crew: those that there have to be, more as connections come, others for those that have died, and
// new ones for all.
import type { HandlerSource } from "../../handler/source.ts";
import type { Accepted } from "../../runtime/runtime.ts";
import type { Progress } from "../calls/progress.ts";
import type { RelayExecutor } from "../calls/relay/executor.ts";
import type { EventLoop } from "../connections/local_connections.ts";
import { addReport } from "../reports.ts";
import { Briefing } from "./briefing.ts";
import { type CrewParts, type Readiness, RenewalError } from "./crew.ts";
import { Growth } from "./growth.ts";
import { Renewal } from "./renewal.ts";
import { Restarts } from "./restarts.ts";
import { Roster } from "./roster.ts";
import { SupervisedWorker, type SupervisionEvents, type SupervisionPlan } from "./supervised_worker.ts";

/** The events of a crew's workers. */
export interface StaffEvents {
  /** A worker takes calls. */
  ready(): void;
  /** A worker took so many milliseconds to start. */
  started(milliseconds: number): void;
  /** There is room for connections that wait. */
  room(): void;
  /** A worker has ended, or could not be started. */
  missing(reason: string): void;
  /** A connection has to be given to another worker. */
  untaken(accepted: Accepted): void;
}

/** The parts that connect workers with their crew's connections. */
export interface StaffParts {
  readonly parts: CrewParts;
  readonly loop: EventLoop;
  readonly progress: Progress;
  /** Relays calls to all workers, where any of them may take them. */
  readonly shared: RelayExecutor | undefined;
  /** The number of connections that wait for a worker. */
  readonly waiting: () => number;
  readonly events: StaffEvents;
}

/** All workers of a server. */
export class Staff {
  readonly roster: Roster;
  readonly #staff: StaffParts;
  readonly #parts: CrewParts;
  readonly #growth: Growth | undefined;
  readonly #restarts: Restarts;
  #briefing: Briefing;
  /** New workers that are not at work yet. */
  #renewal: Renewal | undefined;
  /** Settles when earlier renewals are done, and those whose place was taken are gone. */
  #renewals: Promise<unknown> = Promise.resolve();
  #starting = 0;
  #lastId = 0;
  #ending = false;
  #endsSoon = false;

  constructor(staff: StaffParts) {
    this.#staff = staff;
    this.#parts = staff.parts;
    const { plan, settings, source } = staff.parts;
    this.roster = new Roster(settings.connectionsPerWorker);
    this.#briefing = new Briefing(source, plan.oneConnection);
    this.#restarts = new Restarts((message) => staff.events.missing(message));
    if (!plan.grows) return;
    const state = () => ({
      waiting: staff.waiting(),
      idle: this.roster.idle,
      starting: this.#starting,
      failing: this.#restarts.failing,
    });
    this.#growth = new Growth(settings.spares, state, (count) => this.#startWorkers(count));
  }

  /** The number of workers that are not ready yet. */
  get starting(): number {
    return this.#starting;
  }

  /** Starts the workers that have to be there before the first connection. @throws {WorkerStartError} */
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

  /** A connection has come. */
  arrived(): void {
    this.#growth?.arrived();
  }

  /** It has to wait for a worker. */
  grow(): void {
    this.#growth?.grow();
  }

  /** Ends a thread that had a connection of its own, when enough others are idle. */
  dismiss(worker: SupervisedWorker): void {
    if (!this.#parts.plan.grows || !worker.available || worker.connections > 0) return;
    if (this.roster.idle > this.#parts.settings.spares) void worker.drain();
  }

  /** Lets new workers take the place of all others: see {@link Crew.renew}. */
  renew(source?: HandlerSource): Promise<Readiness> {
    const renewed = this.#renewals.then(() => this.#renew(source));
    this.#renewals = renewed.then(
      ({ retired }) => retired,
      () => {},
    );
    return renewed.then(({ readiness }) => readiness);
  }

  /** Workers that end now end. */
  expectEnd(): void {
    this.#endsSoon = true;
    this.#restarts.stop();
    for (const worker of this.roster.all) worker.expectEnd();
    this.#renewal?.expectEnd();
  }

  /** Starts no more workers. */
  end(): void {
    this.#ending = true;
    this.#growth?.stop();
    this.#restarts.stop();
    void this.#renewal?.kill();
  }

  async #renew(
    source = this.#briefing.original,
  ): Promise<{ readiness: Readiness; retired: Promise<unknown> }> {
    const { plan, settings } = this.#parts;
    const briefing = new Briefing(source, plan.oneConnection);
    const renewal = new Renewal(() => this.#newWorker(briefing));
    this.#renewal = renewal;
    let readiness: Readiness;
    try {
      this.#requireGoingOn();
      // As many as at the start; those that start one after the other are told what the first has worked out.
      readiness = plan.grows ? await renewal.prepare(1) : await renewal.prepare(settings.workers);
      briefing.learn(readiness.service);
      if (plan.grows) await renewal.prepare(Math.min(settings.spares, settings.maxWorkers) - 1);
    } catch (error) {
      await renewal.kill();
      this.#requireGoingOn();
      throw error;
    } finally {
      this.#renewal = undefined;
    }
    this.#requireGoingOn();
    const others = this.roster.all;
    this.#briefing = briefing;
    for (const worker of others) worker.supersede();
    for (const worker of renewal.workers) {
      this.roster.add(worker);
      worker.begin();
    }
    const patience = settings.shutdownTimeout * 1000;
    const retired = Promise.all(others.map((worker) => worker.retire(patience)));
    this.#growth?.grow();
    return { readiness, retired };
  }

  /** @throws {RenewalError} when the server ends. */
  #requireGoingOn(): void {
    if (this.#ending || this.#endsSoon) throw new RenewalError("the server is about to end");
  }

  #startWorkers(count: number): void {
    if (this.#ending || this.#endsSoon) return;
    for (let i = 0; i < count && this.roster.size < this.#parts.settings.maxWorkers; i++) {
      this.#tryWorker().catch((error: Error) => this.#failed(error.message));
    }
  }

  /** A worker for a connection could not be started: one is tried later, and the others when that comes up. */
  #failed(message: string): void {
    if (this.#endsSoon) return;
    this.#restarts.failed(message, async () => {
      const isWanted = !this.#ending && this.roster.size < this.#parts.settings.maxWorkers;
      if (isWanted) await this.#tryWorker();
    });
  }

  /** Starts a worker, whose failure is none when others have taken its place meanwhile. */
  async #tryWorker(): Promise<void> {
    const worker = this.#newWorker(this.#briefing);
    try {
      await this.#startWorker(worker);
    } catch (error) {
      if (!worker.isRetiring) throw error;
    }
  }

  async #startWorker(worker = this.#newWorker(this.#briefing)): Promise<Readiness> {
    this.roster.add(worker);
    this.#starting++;
    const began = performance.now();
    let readiness: Readiness;
    try {
      readiness = await worker.start();
    } catch (error) {
      this.roster.delete(worker);
      throw error; // its catcher says when the next is started
    } finally {
      this.#starting--;
    }
    const took = performance.now() - began;
    this.#staff.events.started(took);
    this.#growth?.started(took);
    return readiness;
  }

  #newWorker(briefing: Briefing): SupervisedWorker {
    const { progress, shared, loop, parts } = this.#staff;
    const { plan, settings, tls, program, counting } = parts;
    const supervision: SupervisionPlan = {
      runs: plan.runs as "thread" | "process",
      source: briefing.source,
      settings,
      oneConnection: plan.oneConnection,
      watch: briefing.watch,
      progress,
      tls,
      counting,
      endsProgram: program !== undefined,
      connections: shared ?? (plan.connections === "hand" ? "hand" : "relay"),
      refilled: !plan.grows,
    };
    return new SupervisedWorker(supervision, this.#events, loop, this.#restarts);
  }

  readonly #events: SupervisionEvents = {
    nextId: () => ++this.#lastId,
    ready: ({ service }) => {
      this.#briefing.learn(service);
      this.#restarts.succeeded();
      this.#staff.events.ready();
    },
    arrived: () => this.#staff.events.room(),
    lost: (reason) => this.#staff.events.missing(reason),
    untaken: (accepted) => this.#staff.events.untaken(accepted),
    compiled: (protocol) => this.#briefing.addCodec(protocol),
    report: (report) => addReport(this.#parts.events, report),
    empty: (worker, failed) => {
      this.roster.delete(worker);
      if (failed === undefined) this.#growth?.grow();
      else this.#failed(failed);
    },
  };
}
