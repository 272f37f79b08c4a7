// The queue of callers whose messages an executor has no room for.
import type { Caller } from "./executor.ts";
import { turnAway } from "./turn_away.ts";

/** Callers that wait for room, the longest waiting first; not more than a limit. */
export class WaitingCallers {
  readonly #queue = new Set<Caller>();
  readonly #limit: number;

  /** @param limit how many calls may wait. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#queue.size;
  }

  /**
   * Refuses the caller's call when so many wait already; one that waits keeps its place.
   *
   * @param elsewhere calls that wait, and do not stand in this queue.
   * @returns whether it was refused.
   * @throws {ProtocolError} as {@link Caller.refuse} does.
   */
  turnsAway(caller: Caller, elsewhere = 0): boolean {
    const waiting = elsewhere + this.#queue.size;
    if (waiting < this.#limit || this.#queue.has(caller)) return false;
    turnAway(caller, { kind: "maxQueuedCalls", reason: `overloaded: ${waiting} calls wait` });
    return true;
  }

  /** A caller that waits already keeps its place. */
  add(caller: Caller): void {
    this.#queue.add(caller);
  }

  delete(caller: Caller): void {
    this.#queue.delete(caller);
  }

  /** The next caller, which waits no more. */
  take(): Caller | undefined {
    for (const caller of this.#queue) {
      this.#queue.delete(caller);
      return caller;
    }
    return undefined;
  }
}
