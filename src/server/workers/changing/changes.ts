// Changes all workers of a server: lets new ones take the place of others, or has more or fewer of them.
import { log } from "../../../log/log.ts";
import { textOf } from "../../../words/thrown.ts";
import { toldToEnd } from "../../messages.ts";
import { Briefing } from "../briefing.ts";
import { type CrewParts, type Readiness, RenewalError } from "../crew.ts";
import type { Roster } from "../roster.ts";
import type { SupervisedWorker } from "../supervised_worker.ts";
import { Renewal } from "./renewal.ts";

/** The workers that are changed. */
export interface Changed {
  readonly parts: CrewParts;
  readonly roster: Roster;
  /** The briefing that workers are started with. */
  briefing: Briefing;
  /** Makes a worker, which is not started. @param predecessor whose place it alone is to take. */
  make(briefing: Briefing, predecessor?: SupervisedWorker): SupervisedWorker;
  /** New ones have taken the place of all others. */
  renewed(): void;
}

/** The changes to the workers of a server: one is made after the other. */
export class Changes {
  /** The number of workers that there have to be, where it is fixed. */
  wanted: number;
  readonly #changed: Changed;
  /** New workers that are not at work yet. */
  #renewal: Renewal | undefined;
  /** Settles when the change that is being made is made. */
  #change: Promise<unknown> = Promise.resolve();
  /** Settles when earlier renewals are made. */
  #renewals: Promise<unknown> = Promise.resolve();
  /** Settles when those are gone whose place others have taken. */
  #retired: Promise<unknown> = Promise.resolve();
  #ending = false;

  constructor(changed: Changed) {
    this.#changed = changed;
    this.wanted = changed.parts.settings.workers;
  }

  /** Lets new workers take the place of all others: see Crew.renew. */
  renew(approve?: (readiness: Readiness) => Promise<void>): Promise<Readiness> {
    const renewed = this.#renewals.then(async () => {
      await this.#retired;
      return await this.#inTurn(() => this.#renew(approve));
    });
    this.#renewals = renewed.catch(() => {});
    return renewed;
  }

  /** Changes the number of workers: see Crew.resize. */
  async resize(workers: number): Promise<void> {
    this.#requireGoingOn();
    this.wanted = workers;
    await this.#inTurn(() => this.#fill());
  }

  /**
   * Lets another worker take the place of one that has served long enough; one of those that end with their connection
   * only ends. That one serves on while no other can be started.
   */
  async replace(worker: SupervisedWorker, reason: string): Promise<void> {
    const isTold = reason === toldToEnd; // somebody waits for it
    // In turns: an event loop that was held up hears of its own signal in one of them, not before the end of a single wait.
    for (let turn = 0; turn < turns; turn++) {
      await new Promise((resolve) => setTimeout(resolve, endKnownWithin / turns));
      if (this.#ending) return;
    }
    const id = worker.id;
    log.info("replaces worker {id}: {reason}", { id, reason });
    const { roster, make, parts } = this.#changed;
    try {
      await this.#inTurn(async () => {
        if (this.#ending || worker.isRetiring || worker.id !== id) return;
        if (!parts.plan.grows) {
          const renewal = new Renewal(() => make(this.#changed.briefing, worker));
          await this.#prepare(renewal, () => renewal.prepare(1));
          if (!worker.isRetiring) worker.supersede();
          this.#begin(renewal, [worker]);
        }
        const patience = parts.settings.shutdownTimeout * 1000;
        if (roster.has(worker)) void worker.retire(patience, isTold ? 0 : patience);
      });
    } catch (error) {
      if (this.#ending) return;
      log.error("worker {id} serves on, no other could be started: {reason}", { id, reason: textOf(error) });
      setTimeout(() => {
        if (!worker.isRetiring && worker.id === id) void this.replace(worker, reason);
      }, triedAgainAfter).unref();
    }
  }

  /** No change is made any more: those that are being made fail. */
  expectEnd(): void {
    this.#ending = true;
    this.#renewal?.expectEnd();
  }

  /** Ends the workers that are not at work yet. */
  end(): void {
    this.#ending = true;
    void this.#renewal?.kill();
  }

  async #renew(approve?: (readiness: Readiness) => Promise<void>): Promise<Readiness> {
    const changed = this.#changed;
    const { plan, settings } = changed.parts;
    const briefing = new Briefing(changed.briefing.original, plan.grows);
    const renewal = new Renewal(() => changed.make(briefing));
    const ready = this.#prepare(renewal, async () => {
      // As many as at the start; those that start one after the other are told what the first has worked out.
      const first = await renewal.prepare(plan.grows ? 1 : this.wanted);
      await approve?.(first);
      briefing.learn(first.service);
      const busy = this.#heldHere
        ? changed.roster.all.filter(({ connections }) => connections > 0).length
        : 0;
      if (plan.grows)
        await renewal.prepare(Math.min(Math.max(settings.spares, busy), settings.maxWorkers) - 1);
      return first;
    });
    ready.catch(() => briefing.sharing.end());
    const readiness = await ready;
    const others = changed.roster.all;
    changed.briefing.sharing.end();
    changed.briefing = briefing;
    for (const worker of others) worker.supersede();
    this.#begin(renewal, others);
    this.#retire(others);
    changed.renewed();
    return readiness;
  }

  /** Starts workers, or ends some, until there are as many as there have to be. */
  async #fill(): Promise<void> {
    const { roster, make, briefing } = this.#changed;
    const active = roster.all.filter((worker) => !worker.isRetiring);
    const lacking = this.wanted - active.length;
    if (lacking <= 0) {
      this.#retire(leastNeeded(active).slice(0, -lacking));
      return;
    }
    const renewal = new Renewal(() => make(briefing));
    try {
      await this.#prepare(renewal, () => renewal.prepare(lacking));
    } catch (error) {
      this.wanted = active.length;
      throw error;
    }
    this.#begin(renewal);
  }

  /** Makes a change when those before are made. */
  #inTurn<Result>(make: () => Promise<Result>): Promise<Result> {
    const made = this.#change.then(make);
    this.#change = made.catch(() => {});
    return made;
  }

  /** Starts workers, which end again if any of them is not ready. @throws {RenewalError} when the server ends. */
  async #prepare(renewal: Renewal, start: () => Promise<Readiness>): Promise<Readiness> {
    this.#requireGoingOn();
    this.#renewal = renewal;
    let readiness: Readiness;
    try {
      readiness = await start();
    } catch (error) {
      await renewal.kill();
      this.#requireGoingOn();
      throw error;
    } finally {
      this.#renewal = undefined;
    }
    this.#requireGoingOn();
    return readiness;
  }

  /** Whether connections live on this event loop, each with a worker of its own. */
  get #heldHere(): boolean {
    return this.#changed.parts.plan.connections === "relay";
  }

  /** @param others whose place they take. */
  #begin(renewal: Renewal, others: readonly SupervisedWorker[] = []): void {
    const heirs = [...renewal.workers];
    if (this.#heldHere) for (const other of others) if (other.connections > 0) heirs.pop()?.inherit(other);
    // All are there before the first begins: what failed to start before would be tried again for one that seems to lack.
    for (const worker of renewal.workers) this.#changed.roster.add(worker);
    for (const worker of renewal.workers) worker.begin();
  }

  #retire(workers: readonly SupervisedWorker[]): void {
    const patience = this.#changed.parts.settings.shutdownTimeout * 1000;
    this.#retired = Promise.all([this.#retired, ...workers.map((worker) => worker.retire(patience))]);
  }

  /** @throws {RenewalError} when the server ends. */
  #requireGoingOn(): void {
    if (this.#ending) throw new RenewalError("the server is about to end");
  }
}

/** Milliseconds. A terminal or service manager tells workers to end together with their server, which is to know first. */
const endKnownWithin = 100;
const turns = 5;
/** Milliseconds. */
const triedAgainAfter = 5000;

/** Workers in the order in which they are ended: first those that are not ready, then those with the fewest connections. */
function leastNeeded(workers: readonly SupervisedWorker[]): SupervisedWorker[] {
  const needed = (worker: SupervisedWorker) => (worker.available ? worker.connections : -1);
  return workers.toSorted((one, other) => needed(one) - needed(other));
}
