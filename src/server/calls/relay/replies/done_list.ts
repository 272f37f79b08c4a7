// The list of calls that are done, in the memory that a server and its threads share, and the server's wait for it.
import { type Layout, lines, slotWords } from "../layout.ts";
import type { DirectReplies } from "./direct.ts";

/** The list as one thread sees it. */
export class DoneList {
  readonly #words: Int32Array;
  readonly #layout: Layout;
  readonly #direct: DirectReplies;

  constructor(words: Int32Array, layout: Layout, direct: DirectReplies) {
    this.#words = words;
    this.#layout = layout;
    this.#direct = direct;
  }

  // The server's side.

  /** Takes all the calls that are done. @returns how many; `done` holds their slots, oldest first. */
  collect(done: Int32Array): number {
    const words = this.#words;
    if (Atomics.load(words, lines.done) === 0) return 0;
    let next = Atomics.exchange(words, lines.done, 0);
    let count = 0;
    while (next !== 0) {
      const slot = (next >> 1) - 1;
      done[count++] = slot;
      next = words[this.#nextAt(slot)]!;
    }
    for (let low = 0, high = count - 1; low < high; low++, high--) {
      const slot = done[low]!;
      done[low] = done[high]!;
      done[high] = slot;
    }
    return count;
  }

  /** Waits for a call to be done: a promise, or undefined when one already is. */
  wait(): Promise<unknown> | undefined {
    const waiting = Atomics.waitAsync(this.#words, lines.done, 0);
    return waiting.async ? waiting.value : undefined;
  }

  /** Ends that wait, as no call is at work any more. */
  endWait(): void {
    Atomics.notify(this.#words, lines.done);
  }

  // The workers' side.

  /**
   * Hands a call back that is done, and wakes the server unless it was woken for another.
   * @param isSent its reply is with the client: the server is woken only where it waits for that.
   */
  finish(slot: number, isSent = false): void {
    const words = this.#words;
    const at = this.#nextAt(slot);
    for (;;) {
      const before = Atomics.load(words, lines.done);
      words[at] = before;
      const wakes = isSent ? before & 1 : 1;
      if (Atomics.compareExchange(words, lines.done, before, ((slot + 1) << 1) | wakes) !== before) continue;
      if (isSent ? this.#direct.isAwaited(slot) : (before & 1) === 0) Atomics.notify(words, lines.done, 1);
      return;
    }
  }

  #nextAt(slot: number): number {
    return this.#layout.slotsAt + slot * slotWords + slotNext;
  }
}

/** The word of a slot that names the call done before it. */
const slotNext = 1;
