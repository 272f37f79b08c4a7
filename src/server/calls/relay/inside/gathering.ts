// Batches of calls that workers take from a queue which they share: a worker takes what waits, up to its share, and looks a
// little longer where more can be expected.
import type { Batches } from "../../../../batching/batches.ts";
import type { BatchHost } from "../../../../batching/host.ts";
import { Census } from "../census.ts";
import type { CallMemory } from "../layout.ts";

/** The runner of a worker's calls. */
export interface GatheringRunner {
  /** It may have so many calls. */
  admit(calls: number): void;
  /** It is to look after its calls soon. */
  soon(): void;
  /** A method is about to hold it: others look for calls. */
  starting(): void;
}

/** The batches of one worker. */
export class Gathering implements BatchHost {
  readonly #batches: Batches;
  readonly #runner: GatheringRunner;
  readonly #census: Census;
  waited = 0;
  /** Whether a turn of the runner's is on, which is to come to a decision. */
  inTurn = false;
  /** Whether something has changed since it has decided. */
  #again = false;

  constructor(batches: Batches, runner: GatheringRunner, memory: CallMemory, worker: number) {
    this.#batches = batches;
    this.#runner = runner;
    this.#census = new Census(memory, worker);
  }

  /**
   * Begins what can begin, in a turn of the runner's.
   *
   * @returns `again`: a batch has come to its end, and is to be answered before there is another. Or the milliseconds that
   * more calls are waited for; undefined: they are not.
   */
  decide(): "again" | number | undefined {
    this.#again = false;
    const wait = this.#batches.decide();
    return this.#again ? "again" : wait;
  }

  /** Whether a method is at work. */
  get isRunning(): boolean {
    return this.#batches.isRunning;
  }

  /** Waits for nobody any more. */
  hurry(): void {
    this.#batches.hurry();
  }

  admit(calls: number): void {
    this.#census.tell(this.#batches.size);
    this.#runner.admit(calls);
  }

  soon(): void {
    if (this.inTurn) this.#again = true;
    else this.#runner.soon();
  }

  starting(): void {
    this.#runner.starting();
  }

  all(): { calls: number; workers: number } {
    return this.#census.take();
  }
}
