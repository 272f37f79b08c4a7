// Starts the workers of a crew: those that there have to be, more as connections come, others for those that have died, and
// new ones for all.
import type { Accepted } from "../../runtime/runtime.ts";
import type { Progress } from "../calls/progress.ts";
import type { WorkerCalls } from "../calls/worker_calls.ts";
import { KeptConnections } from "../connections/kept_connections.ts";
import type { EventLoop } from "../connections/local_connections.ts";
import { noRestarts } from "../counting/observed.ts";
import { type Equipment, Equipper } from "../equipment/equipment.ts";
import { addReport } from "../reports.ts";
import { Briefing } from "./briefing.ts";
import { type Changed, Changes } from "./changing/changes.ts";
import { firstReady } from "./changing/first_ready.ts";
import type { CrewParts, Readiness } from "./crew.ts";
import { Growth } from "./growth.ts";
import { Restarts } from "./restarts.ts";
import { Roster } from "./roster.ts";
import { SupervisedWorker } from "./supervised_worker.ts";
import type { SupervisionEvents, SupervisionPlan } from "./worker_plan.ts";

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
  readonly shared: WorkerCalls | undefined;
  /** The number of connections that wait for a worker. */
  readonly waiting: () => number;
  readonly events: StaffEvents;
}

/** All workers of a server. */
export class Staff {
  readonly roster: Roster;
  /** Renews all of them, or changes their number. */
  readonly changes: Changes;
  /** Workers whose place others have taken, by reason. */
  readonly restarts = noRestarts();
  readonly #staff: StaffParts;
  readonly #parts: CrewParts;
  readonly #growth: Growth | undefined;
  readonly #restarts: Restarts;
  readonly #changed: Changed;
  readonly #kept = new KeptConnections();
  readonly #equipper: Equipper;
  readonly #equipment = new WeakMap<SupervisedWorker, Equipment>();
  #starting = 0;
  #lastId = 0;
  #ending = false;
  #endsSoon = false;

  constructor(staff: StaffParts) {
    this.#staff = staff;
    this.#parts = staff.parts;
    const { plan, settings, source } = staff.parts;
    this.#equipper = new Equipper(settings, plan.runs);
    this.roster = new Roster(settings.connectionsPerWorker);
    this.#changed = {
      parts: staff.parts,
      roster: this.roster,
      briefing: new Briefing(source, plan.grows),
      make: (briefing, predecessor) => this.#newWorker(briefing, predecessor),
      renewed: () => this.#growth?.grow(),
    };
    this.changes = new Changes(this.#changed);
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
    const { workers, spares, maxWorkers, readyWhen } = this.#parts.settings;
    if (!this.#parts.plan.grows) {
      const made = Array.from({ length: workers }, () => this.#newWorker(this.#changed.briefing));
      const starts = made.map((worker) => this.#startWorker(worker));
      if (readyWhen === "all") return (await Promise.all(starts))[0]!;
      return await firstReady(starts, (index, error) => {
        if (!made[index]!.isRetiring) this.#failed(error.message);
      });
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
    const { current } = worker;
    if (!this.#parts.plan.grows || !current.available || current.connections > 0) return;
    if (this.roster.idle > this.#parts.settings.spares) void current.drain();
  }

  /** Workers that end now end. */
  expectEnd(): void {
    this.#endsSoon = true;
    this.#restarts.stop();
    for (const worker of this.roster.all) worker.expectEnd();
    this.changes.expectEnd();
  }

  /** Starts no more workers. */
  end(): void {
    this.#ending = true;
    this.#growth?.stop();
    this.#restarts.stop();
    this.changes.end();
    this.#changed.briefing.sharing.end();
  }

  #startWorkers(count: number): void {
    if (this.#ending) return;
    const most = this.#endsSoon ? this.#staff.waiting() - this.#starting : count; // no spares any more
    for (let i = 0; i < Math.min(count, most) && this.roster.size < this.#parts.settings.maxWorkers; i++) {
      this.#tryWorker().catch((error: Error) => this.#failed(error.message));
    }
  }

  /** A worker for a connection could not be started: one is tried later, and the others when that comes up. */
  #failed(message: string): void {
    if (this.#endsSoon) return;
    this.#restarts.failed(message, async () => {
      if (!this.#ending && this.#lacksWorkers) await this.#tryWorker();
    });
  }

  get #lacksWorkers(): boolean {
    const { plan, settings } = this.#parts;
    if (plan.grows) return this.roster.size < settings.maxWorkers;
    return this.roster.all.filter(({ isRetiring }) => !isRetiring).length < this.changes.wanted;
  }

  /** Starts a worker, whose failure is none when others have taken its place meanwhile. */
  async #tryWorker(): Promise<void> {
    const worker = this.#newWorker(this.#changed.briefing);
    try {
      await this.#startWorker(worker);
    } catch (error) {
      if (!worker.isRetiring) throw error;
    }
  }

  async #startWorker(worker = this.#newWorker(this.#changed.briefing)): Promise<Readiness> {
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

  /** @param predecessor whose place it is to take. */
  #newWorker(briefing: Briefing, predecessor?: SupervisedWorker): SupervisedWorker {
    const { progress, shared, loop, parts } = this.#staff;
    const { plan, settings, tls, program, counting } = parts;
    const equipment = this.#equipper.equip(predecessor && this.#equipment.get(predecessor));
    const joins = plan.connections === "hand" && settings.nats !== undefined;
    const supervision: SupervisionPlan = {
      runs: plan.runs as "thread" | "process",
      source: briefing.source,
      settings: { ...settings, nats: joins ? settings.nats : undefined },
      oneConnection: plan.oneConnection,
      relayed: plan.connections !== "hand",
      watch: briefing.watch,
      progress,
      kept: this.#kept,
      equipment,
      sharing: briefing.sharing,
      tls,
      counting,
      endsProgram: program !== undefined,
      connections: shared ?? (plan.connections === "hand" ? "hand" : "relay"),
      joins,
      refilled: !plan.grows,
    };
    const worker = new SupervisedWorker(supervision, this.#events, loop, this.#restarts);
    this.#equipment.set(worker, equipment);
    return worker;
  }

  readonly #events: SupervisionEvents<SupervisedWorker> = {
    nextId: () => ++this.#lastId,
    ready: ({ service }) => {
      this.#changed.briefing.learn(service);
      this.#restarts.succeeded();
      this.#staff.events.ready();
    },
    worn: (worker, by, reason) => {
      this.restarts[by]++;
      void this.changes.replace(worker, reason);
    },
    arrived: () => this.#staff.events.room(),
    died: (by) => {
      this.restarts[by]++;
    },
    lost: (reason) => this.#staff.events.missing(reason),
    untaken: (accepted) => this.#staff.events.untaken(accepted),
    compiled: (protocol) => this.#changed.briefing.addCodec(protocol),
    report: (report) => addReport(this.#parts.events, report),
    empty: (worker, failed) => {
      this.roster.delete(worker);
      if (failed === undefined) this.#growth?.grow();
      else this.#failed(failed);
    },
  };
}
