// The rest of threads that have no call: in the memory that they share with the server, which wakes them.
import { leaveCensus } from "./census.ts";
import { type Layout, lines, queueIsEmpty } from "./layout.ts";

/** States of a worker. */
const busy = 0;
const parked = 1;
const looking = 2;

/** The word of a worker, behind its state and what the census has of it, that says whether it is to take no more calls. */
const retired = 2;

/** The states of all workers, as one thread sees them. */
export class Parking {
  readonly #words: Int32Array;
  readonly #layout: Layout;
  #wokenLast = 0;

  constructor(words: Int32Array, layout: Layout) {
    this.#words = words;
    this.#layout = layout;
  }

  /**
   * Wakes a worker that is parked, each in its turn, to look for a call; unless one is looking already, which
   * then wakes the next if there is more than it takes. Waking a thread costs as much as a small call:
   * one for each message held the server at 73,000 calls a second.
   */
  wakeOne(): void {
    const words = this.#words;
    if (Atomics.load(words, lines.looking) > 0 || Atomics.load(words, lines.parked) <= 0) return;
    const { workers } = this.#layout;
    for (let tried = 0; tried < workers; tried++) {
      this.#wokenLast = this.#wokenLast < workers ? this.#wokenLast + 1 : 1;
      const at = this.#workerAt(this.#wokenLast);
      if (words[at] !== parked || Atomics.compareExchange(words, at, parked, looking) !== parked) continue;
      Atomics.add(words, lines.looking, 1);
      Atomics.sub(words, lines.parked, 1);
      Atomics.notify(words, at, 1);
      return;
    }
  }

  /** Says that a worker looks no more, as it has found a call or is gone. Others look if there are more. */
  stopLooking(worker: number): void {
    const at = this.#workerAt(worker);
    const state = Atomics.exchange(this.#words, at, busy);
    if (state === parked) Atomics.sub(this.#words, lines.parked, 1);
    if (state === looking) Atomics.sub(this.#words, lines.looking, 1);
    if (state !== busy && !queueIsEmpty(this.#words)) this.wakeOne();
  }

  /** A worker is to take no more calls, whatever it is about when it is told. */
  retire(worker: number): void {
    Atomics.store(this.#words, this.#workerAt(worker) + retired, 1);
  }

  /** A worker begins by a number that others may have had. */
  begin(worker: number): void {
    Atomics.store(this.#words, this.#workerAt(worker) + retired, 0);
  }

  isRetired(worker: number): boolean {
    return Atomics.load(this.#words, this.#workerAt(worker) + retired) === 1;
  }

  /** Says that a worker takes no more calls, and has it look up if it is parked. */
  leave(worker: number): void {
    this.gone(worker);
    Atomics.notify(this.#words, this.#workerAt(worker));
  }

  /** Says that a worker is gone, whatever it did: it may have been woken for a call, and not taken it. */
  gone(worker: number): void {
    leaveCensus(this.#words, this.#layout, worker);
    this.stopLooking(worker);
  }

  /** Has a worker that is parked look up by itself. */
  rise(worker: number): void {
    this.unpark(worker);
    Atomics.notify(this.#words, this.#workerAt(worker));
  }

  /** Says that a worker sleeps. False when there is a call, for which it looks instead. */
  park(worker: number): boolean {
    const words = this.#words;
    const at = this.#workerAt(worker);
    Atomics.add(words, lines.parked, 1); // first: it may be too high, so that no worker is overlooked
    if (Atomics.exchange(words, at, parked) === looking) Atomics.sub(words, lines.looking, 1);
    if (queueIsEmpty(this.#words)) return true;
    this.unpark(worker);
    return false;
  }

  /** Wakes a worker that parked, and was not woken since, to look for calls. */
  unpark(worker: number): void {
    const words = this.#words;
    if (Atomics.compareExchange(words, this.#workerAt(worker), parked, looking) !== parked) return;
    Atomics.add(words, lines.looking, 1);
    Atomics.sub(words, lines.parked, 1);
  }

  /** Blocks a parked worker until it is woken, for at most so many milliseconds. */
  sleep(worker: number, milliseconds: number): void {
    Atomics.wait(this.#words, this.#workerAt(worker), parked, milliseconds);
    this.unpark(worker);
  }

  /** Resolves when a parked worker is woken, or after so many milliseconds; undefined when it has been woken already. */
  untilWoken(worker: number, milliseconds = Number.POSITIVE_INFINITY): Promise<unknown> | undefined {
    const waiting = Atomics.waitAsync(this.#words, this.#workerAt(worker), parked, milliseconds);
    return waiting.async ? waiting.value : undefined;
  }

  /**
   * Blocks a worker that looks for more calls than it has, for so many milliseconds or less. No other is woken for those
   * that come meanwhile.
   */
  linger(worker: number, milliseconds: number): void {
    if (!this.park(worker)) return;
    this.unpark(worker);
    Atomics.wait(this.#words, this.#workerAt(worker), looking, milliseconds);
  }

  #workerAt(worker: number): number {
    return this.#layout.workersAt + (worker - 1) * 16;
  }
}
