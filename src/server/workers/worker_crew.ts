// Gives each connection to a thread or process, or to the event loop that relays its calls to them.
import type { Accepted } from "../../runtime/runtime.ts";
import { HealthCalls } from "../calls/health/health_calls.ts";
import { Outage } from "../calls/outage.ts";
import { Progress } from "../calls/progress.ts";
import type { WorkerCalls } from "../calls/worker_calls.ts";
import type { EventLoop, LocalConnections } from "../connections/local_connections.ts";
import { draining } from "../connections/refusing_connections.ts";
import { WaitingRoom } from "../connections/waiting_room.ts";
import type { CrewState } from "../counting/observed.ts";
import { processorOf } from "../processing.ts";
import { refusedCalls } from "../refusals.ts";
import { connectionsHere, executorFor } from "./call_executor.ts";
import {
  type Crew,
  type CrewParts,
  eventLoopOf,
  type Phase,
  type Readiness,
  RenewalError,
  waitUntil,
} from "./crew.ts";
import { Staff } from "./staff.ts";
import type { SupervisedWorker } from "./supervised_worker.ts";

/** Workers of a fixed number, or one for each connection and some to spare. */
export class WorkerCrew implements Crew {
  readonly #parts: CrewParts;
  readonly #staff: Staff;
  readonly #progress: Progress;
  /** The home of connections when any worker may take their messages. */
  readonly #shared: { readonly executor: WorkerCalls; readonly local: LocalConnections } | undefined;
  /** Accepted connections that wait for a worker. */
  readonly #room: WaitingRoom;
  /** A time in which no connection can be given to a worker: relayed calls have their own. */
  readonly #outage = new Outage(() => this.#look());
  readonly #health: HealthCalls | undefined;
  #announced = false;
  /** Connections that are given to a worker leave it once their calls are answered. */
  #leaving = false;
  /** Nobody waits any more, and nobody is let in. */
  #over = false;

  constructor(parts: CrewParts) {
    this.#parts = parts;
    const alone = eventLoopOf(parts);
    const health = this.#healthOf(parts);
    const loop = { ...alone, health };
    this.#health = health;
    const progress = new Progress();
    this.#progress = progress;
    const { refusals } = parts.events;
    const left = (accepted: Accepted) => parts.events.left(accepted);
    this.#room = new WaitingRoom(alone, { refusals, left, look: () => this.#look() });
    if (parts.plan.connections === "shared") this.#shared = sharedConnections(parts, loop, progress);
    this.#staff = new Staff({
      parts,
      loop,
      progress,
      shared: this.#shared?.executor,
      waiting: () => this.#room.size,
      events: {
        ready: () => {
          if (this.#announced) this.announceEnd();
          this.#outage.over();
          this.#seatWaiting();
        },
        started: (milliseconds) => this.#outage.started(milliseconds),
        room: () => this.#seatWaiting(),
        missing: (reason) => this.#missing(reason),
        untaken: (accepted) => this.accept(accepted),
      },
    });
  }

  get roomElsewhere(): number {
    const { plan, settings } = this.#parts;
    if (plan.runs !== "process" || plan.connections !== "hand") return 0;
    return plan.grows ? settings.maxWorkers : this.#staff.roster.room;
  }

  get size(): number {
    return this.#staff.roster.size;
  }

  get workers(): number {
    return this.#parts.plan.grows ? this.size : this.#staff.changes.wanted;
  }

  async start(): Promise<Readiness> {
    const readiness = await this.#staff.start();
    await this.#health?.learn(readiness.service);
    return readiness;
  }

  accept(accepted: Accepted): void {
    if (this.#over) {
      this.#room.turnAway(accepted, draining);
      return;
    }
    if (this.#shared !== undefined) {
      this.#shared.local.take(accepted, () => this.#parts.events.left(accepted));
      return;
    }
    this.#staff.arrived();
    const worker = this.#room.size > 0 ? undefined : this.#staff.roster.free;
    if (worker !== undefined) this.#seat(accepted, worker);
    else {
      this.#room.enter(accepted);
      this.#staff.grow();
      if (this.#staff.starting > 0) this.#missing();
    }
  }

  async renew(approve?: (readiness: Readiness) => Promise<void>): Promise<Readiness> {
    const readiness = await this.#staff.changes.renew(approve);
    await this.#health?.learn(readiness.service);
    return readiness;
  }

  async resize(workers: number): Promise<void> {
    const { plan, settings } = this.#parts;
    if (plan.grows)
      throw new RenewalError(
        `the model ${settings.model} has a worker for each connection: there is no number to change`,
      );
    const most = this.#shared === undefined ? mostWorkers : mostShared(settings.workers);
    if (!Number.isInteger(workers) || workers < 1 || workers > most) {
      throw new RenewalError(
        `${workers} workers cannot be: expected a whole number from 1 to ${most}${this.#shared === undefined ? "" : ", eight times as many as at the start or 32"}`,
      );
    }
    await this.#staff.changes.resize(workers);
  }

  announceEnd(): void {
    this.#announced = true;
    this.#staff.changes.expectEnd();
    this.#health?.announceEnd();
    this.#shared?.local.announceEnd();
    for (const worker of this.#staff.roster.all) worker.announceEnd();
  }

  expectEnd(): void {
    this.#staff.expectEnd();
  }

  async drain(patience?: number): Promise<void> {
    this.#staff.expectEnd();
    this.#leaving = true;
    this.#outage.over();
    for (const worker of this.#staff.roster.all) worker.leave();
    const until = waitUntil(patience);
    await this.#room.finish(draining, () => this.#mayComeFree && performance.now() < until);
    this.#end();
    await this.#shared?.local.drain();
    this.#shared?.executor.end();
    await Promise.all(this.#staff.roster.all.map((worker) => worker.drain()));
    await this.#room.drain(draining); // what workers were sent and did not take
  }

  waitingMethods(): Iterable<string> {
    return this.#progress.waitingMethods();
  }

  get observed(): CrewState {
    return {
      unready: this.#unready,
      workers: this.#staff.roster.all.flatMap(({ observed }) => observed ?? []),
      waitingCalls: this.#progress.waitingCalls,
      waitingConnections: this.#room.size,
      restarts: this.#staff.restarts,
    };
  }

  get #unready(): string | undefined {
    const { stuck } = this.#progress;
    if (stuck !== undefined) return stuck;
    const why = this.#outage.refusing;
    if (why !== undefined) return why.reason;
    const { plan } = this.#parts;
    const isThere = this.#shared?.executor.ready ?? (plan.grows || this.#staff.roster.isAvailable);
    return isThere ? undefined : "no worker takes calls now";
  }

  /** Workers that hold connections themselves answer what these ask. */
  #healthOf({ plan, source, settings, events, counting }: CrewParts): HealthCalls | undefined {
    if (source.status === undefined || plan.connections === "hand") return undefined;
    return new HealthCalls({
      status: source.status,
      limits: settings.limits,
      unready: () => this.#unready,
      processing: () => processorOf(settings, (call) => events.calls?.add(call)),
      refused: refusedCalls(events.refusals),
      counts: (service) => counting?.inline(service),
    });
  }

  get unfinished(): ReadonlySet<Phase> {
    return (this.#shared?.local.connections ?? 0) > 0 ? new Set(["calls"]) : this.#staff.roster.phases;
  }

  async kill(): Promise<void> {
    this.#end();
    this.#room.destroy();
    this.#shared?.local.destroy();
    await Promise.all(this.#staff.roster.all.map((worker) => worker.kill()));
  }

  #end(): void {
    this.#leaving = true;
    this.#over = true;
    this.#staff.end();
  }

  /** Whether there is a worker that may take those who wait, or will be. */
  get #mayComeFree(): boolean {
    const { roster, starting } = this.#staff;
    return this.#parts.plan.grows || starting > 0 || roster.isAvailable;
  }

  #seat(accepted: Accepted, worker: SupervisedWorker): void {
    worker.take(accepted, () => {
      this.#parts.events.left(accepted);
      this.#seatWaiting();
      this.#staff.dismiss(worker);
    });
    if (this.#leaving) worker.leave();
    if (worker.isHanding) this.#room.wake();
  }

  #seatWaiting(): void {
    while (this.#room.size > 0) {
      const worker = this.#staff.roster.free;
      const accepted = worker && this.#room.next();
      if (accepted === undefined) return;
      this.#seat(accepted, worker!);
    }
  }

  /** Looks after connections that no worker has taken yet. @returns whether there is more to look after. */
  #look(): boolean {
    const isHanding = this.#staff.roster.look();
    const why = this.#outage.refusing;
    if (why !== undefined) this.#room.refuseCalls(why);
    return isHanding;
  }

  /** There may be no worker for clients that wait: after a while they are told. @param reason see {@link Outage.none}. */
  #missing(reason?: string): void {
    if (this.#leaving || this.#shared !== undefined) return;
    if (this.#parts.plan.grows || !this.#staff.roster.isAvailable) this.#outage.none(reason);
  }
}

/** The event loop's own connections, whose calls any worker takes. */
function sharedConnections(parts: CrewParts, loop: EventLoop, progress: Progress) {
  const { plan, settings, counting } = parts;
  const places = 2 * mostShared(settings.workers); // the old and the new of a renewal
  const executor = executorFor({ runs: plan.runs, settings, progress, counting }, settings.workers, places);
  return { executor, local: connectionsHere(executor, loop) };
}

/** As many as the option can say. */
const mostWorkers = 10_000;

/** The most workers that there can be where all take calls from one memory: it has its size from the start on. */
function mostShared(workers: number): number {
  return Math.max(8 * workers, 32);
}
