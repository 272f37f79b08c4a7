// The times of relayed calls in their worker. The clock is read once between two calls, for whoever wants to know.
import type { CallCounts } from "../../../../metrics/call_counts.ts";
import type { SharedCalls } from "../memory.ts";

/** One for each worker. */
export class RunTimes {
  /** The time as it was when it was looked at last, by performance.now(). */
  now = 0;
  readonly #counts: CallCounts | undefined;
  readonly #calls: SharedCalls;
  /** From the server's clock to this thread's, in milliseconds; undefined: calls come without a time. */
  readonly #shift: number | undefined;

  constructor(calls: SharedCalls, counts: CallCounts | undefined) {
    const { epoch } = calls.memory;
    this.#calls = calls;
    this.#counts = counts;
    this.#shift = epoch === undefined ? undefined : performance.timeOrigin - epoch;
  }

  /** Milliseconds that a call has waited, at the last look; 0 where calls come without a time. */
  waited(slot: number): number {
    if (this.#shift === undefined) return 0;
    return this.#calls.timeUntil(slot, (this.now + this.#shift) * 1000) / 1000;
  }

  /** Looks at the clock. */
  look(): number {
    this.now = performance.now();
    return this.now;
  }

  /** A call is about to begin, just after a look. */
  begin(slot: number): void {
    const counts = this.#counts;
    if (counts === undefined) return;
    counts.handed = this.now;
    if (this.#shift === undefined) return;
    counts.waited(this.waited(slot) / 1000);
  }

  /** Another call of a run is about to begin, just after a look: it has waited for nothing but the call before it. */
  beginNext(): void {
    const counts = this.#counts;
    if (counts === undefined) return;
    counts.handed = this.now;
    if (this.#shift !== undefined) counts.waited(0);
  }

  /** A call is about to begin that was begun before: its message had to be fetched. */
  beginLate(): void {
    if (this.#counts !== undefined) this.#counts.handed = 0;
  }

  /** Looks at the clock, unless a call that has ended did when it was counted. */
  lookAfterCall(): number {
    const ended = this.#counts?.ended ?? 0;
    if (ended <= this.now) return this.look();
    this.now = ended;
    return ended;
  }
}
