// The calls that workers have which gather batches, as they tell each other in the memory that they share.
import { type CallMemory, callMemoryLayout, type Layout, lines } from "./layout.ts";

/** One for each worker that gathers batches. */
export class Census {
  readonly #words: Int32Array;
  readonly #layout: Layout;
  readonly #own: number;

  /** @param worker its number. */
  constructor(memory: CallMemory, worker: number) {
    this.#layout = callMemoryLayout(memory);
    this.#words = new Int32Array(memory.buffer, 0, this.#layout.bytes >> 2);
    this.#own = toldBy(this.#layout, worker);
  }

  /** This worker has so many calls. */
  tell(calls: number): void {
    Atomics.store(this.#words, this.#own, calls + 1);
  }

  /** The calls that wait in the queue or are with a worker, and the number of workers. */
  take(): { calls: number; workers: number } {
    const words = this.#words;
    let calls = (Atomics.load(words, lines.tail) - Atomics.load(words, lines.head)) | 0;
    let workers = 0;
    for (let worker = 1; worker <= this.#layout.workers; worker++) {
      const told = Atomics.load(words, toldBy(this.#layout, worker));
      if (told === 0) continue;
      workers++;
      calls += told - 1;
    }
    return { calls, workers };
  }
}

/** The worker is gone, or takes no more calls: others do not reckon with it. */
export function leaveCensus(words: Int32Array, layout: Layout, worker: number): void {
  Atomics.store(words, toldBy(layout, worker), 0);
}

/** The word with the calls of a worker, and 1 more; 0: there is none, or it gathers no batches. */
function toldBy({ workersAt }: Layout, worker: number): number {
  return workersAt + (worker - 1) * 16 + 1;
}
