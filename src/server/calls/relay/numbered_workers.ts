// The workers that share a memory, by their numbers there.
import type { CallWorker } from "../worker_calls.ts";

/** Numbers from 1; one that is free is given to the next worker. */
export class NumberedWorkers {
  readonly #workers: (CallWorker | undefined)[];

  /** @param places how many workers there may be at a time. */
  constructor(places: number) {
    this.#workers = Array.from({ length: places + 1 }, () => undefined);
  }

  /** How many there are. */
  get count(): number {
    return this.#workers.reduce((count, worker) => count + (worker === undefined ? 0 : 1), 0);
  }

  /** @returns its number. */
  add(worker: CallWorker): number {
    const number = this.#workers.indexOf(undefined, 1);
    this.#workers[number] = worker;
    return number;
  }

  get(number: number): CallWorker | undefined {
    return this.#workers[number];
  }

  /** The number of a worker, or -1. */
  numberOf(worker: CallWorker): number {
    return this.#workers.indexOf(worker);
  }

  /** Its number is free. */
  delete(number: number): void {
    this.#workers[number] = undefined;
  }
}
