// Lists the workers of a server, and picks the one that gets the next connection.
import type { Phase } from "./crew.ts";
import type { SupervisedWorker } from "./supervised_worker.ts";

/** All workers of a server, ready, starting or ending. */
export class Roster {
  readonly #workers = new Set<SupervisedWorker>();
  /** Connections that a worker may have. */
  readonly #most: number;

  /** @param connectionsPerWorker how many a worker may have; 0: any number. */
  constructor(connectionsPerWorker: number) {
    this.#most = connectionsPerWorker === 0 ? Number.POSITIVE_INFINITY : connectionsPerWorker;
  }

  get size(): number {
    return this.#workers.size;
  }

  add(worker: SupervisedWorker): void {
    this.#workers.add(worker);
  }

  has(worker: SupervisedWorker): boolean {
    return this.#workers.has(worker);
  }

  delete(worker: SupervisedWorker): void {
    this.#workers.delete(worker);
  }

  /** Those that there are now, whatever is added meanwhile. */
  get all(): readonly SupervisedWorker[] {
    return [...this.#workers];
  }

  /** The worker that has the fewest connections, and room for one more; one that is held up if there is no other. */
  get free(): SupervisedWorker | undefined {
    let best: SupervisedWorker | undefined;
    let heldUp: SupervisedWorker | undefined;
    let fewest = this.#most;
    for (const worker of this.#workers) {
      const { connections } = worker;
      if (!worker.hasRoom || connections >= worker.room || connections >= fewest) continue;
      if (worker.isHeldUp) {
        if (heldUp === undefined || connections < heldUp.connections) heldUp = worker;
        continue;
      }
      best = worker;
      fewest = connections;
      if (fewest === 0) break;
    }
    return best ?? heldUp;
  }

  /** The number of those that have nothing to do. */
  get idle(): number {
    let idle = 0;
    for (const worker of this.#workers) if (worker.available && worker.connections === 0) idle++;
    return idle;
  }

  /** Whether any worker takes connections. */
  get isAvailable(): boolean {
    for (const worker of this.#workers) if (worker.available) return true;
    return false;
  }

  /** The number of connections that they have descriptors for, all together. */
  get room(): number {
    let room = 0;
    for (const worker of this.#workers) room += worker.room;
    return room;
  }

  /** The phases of those that have not ended. */
  get phases(): Set<Phase> {
    const phases = new Set<Phase>();
    for (const { phase } of this.#workers) if (phase !== undefined) phases.add(phase);
    return phases;
  }

  /** Lets go of connections on their way to workers whose clients have left. @returns whether others are on theirs. */
  look(): boolean {
    let isHanding = false;
    for (const worker of this.#workers) {
      worker.look();
      if (worker.isHanding) isHanding = true;
    }
    return isHanding;
  }
}
