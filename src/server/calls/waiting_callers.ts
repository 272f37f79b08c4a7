// The queue of callers whose messages an executor has no room for.
import { readSentHead } from "../../protocol/message.ts";
import type { RefusalReason } from "../refusals.ts";
import type { Caller } from "./executor.ts";
import { turnAway } from "./turn_away.ts";

/** Callers that wait for room, the longest waiting first; not more than a limit. */
export class WaitingCallers {
  readonly #queue = new Set<Caller>();
  readonly #limit: number;
  readonly #hasRoom: () => boolean;
  readonly #waited: ((milliseconds: number) => void) | undefined;
  /** The times when they came, where these matter. */
  readonly #since = new Map<Caller, number>();
  /** The caller that is about to offer a message which has waited for too long. */
  #late: { readonly caller: Caller; readonly why: RefusalReason } | undefined;

  /**
   * @param limit how many calls may wait.
   * @param hasRoom tells whether the executor can take another call.
   * @param waited is told how long each caller has waited, before it proceeds.
   */
  constructor(limit: number, hasRoom: () => boolean, waited?: (milliseconds: number) => void) {
    this.#limit = limit;
    this.#hasRoom = hasRoom;
    this.#waited = waited;
  }

  get size(): number {
    return this.#queue.size;
  }

  /** Whether no more may wait. @param elsewhere calls that wait, and do not stand in this queue. */
  isLimit(elsewhere: number): boolean {
    return elsewhere + this.#queue.size >= this.#limit;
  }

  /** The names of the methods that they call, as they were sent; what cannot be read has none. */
  *methods(): Iterable<string> {
    for (const { message } of this.#queue) {
      const head = readSentHead(message);
      if (head !== undefined) yield head.name;
    }
  }

  /**
   * Refuses the caller's call when so many wait already; one that waits keeps its place.
   *
   * @param elsewhere calls that wait, and do not stand in this queue.
   * @returns whether it was refused.
   * @throws {ProtocolError} as {@link turnAway} does.
   */
  turnsAway(caller: Caller, elsewhere = 0): boolean {
    const waiting = elsewhere + this.#queue.size;
    if (waiting < this.#limit || this.#queue.has(caller)) return false;
    turnAway(caller, { kind: "maxQueuedCalls", reason: `overloaded: ${waiting} calls wait` });
    return true;
  }

  /** A caller that waits already keeps its place. @param isTimed whether it may wait only so long. */
  add(caller: Caller, isTimed = false): void {
    this.#queue.add(caller);
    if (isTimed) caller.message.waitingSince ||= performance.now();
    if (this.#waited !== undefined && !this.#since.has(caller)) this.#since.set(caller, performance.now());
  }

  delete(caller: Caller): void {
    this.#queue.delete(caller);
    if (this.#waited !== undefined) this.#since.delete(caller);
  }

  /** Refuses the caller's call if it has just been found to have waited for too long. */
  refuses(caller: Caller): boolean {
    if (this.#late === undefined || this.#late.caller !== caller) return false;
    const { why } = this.#late;
    this.#late = undefined;
    turnAway(caller, why);
    return true;
  }

  /** Has callers offer messages once more that are to be refused. @param late tells why, given since when one waits. */
  refuseLate(late: (since: number) => RefusalReason | undefined, now: number): void {
    for (const caller of [...this.#queue]) {
      const { message } = caller;
      message.waitingSince ||= now;
      const why = late(message.waitingSince);
      if (why === undefined || !this.#queue.has(caller)) continue;
      this.delete(caller);
      this.#late = { caller, why };
      caller.proceed();
      this.#late = undefined;
    }
  }

  /** Lets callers offer their messages while there is room for them. */
  proceed(): void {
    while (this.#queue.size > 0 && this.#hasRoom()) {
      const next = this.#queue.values().next().value!;
      this.#queue.delete(next);
      const since = this.#since.get(next);
      if (since !== undefined) {
        this.#since.delete(next);
        this.#waited?.(performance.now() - since);
      }
      next.proceed();
    }
  }
}
