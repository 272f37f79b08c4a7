// Limits the calls a second of each address, with a bucket for each that has called in the last seconds.
import type { Caller, Executor, Outcome } from "../calls/executor.ts";
import { turnAway } from "../calls/turn_away.ts";
import { type Clock, systemClock } from "../clock.ts";
import { addressOf } from "./admission.ts";

/** An executor that turns calls away of which too many come, or `executor` itself where there is no limit. */
export function limitedRate(executor: Executor, perSecond: number): Executor {
  return perSecond > 0 ? new LimitedRate(executor, perSecond) : executor;
}

class LimitedRate implements Executor {
  readonly #executor: Executor;
  readonly #rates: CallRates;
  readonly #perSecond: number;

  constructor(executor: Executor, perSecond: number) {
    this.#executor = executor;
    this.#rates = new CallRates(perSecond);
    this.#perSecond = perSecond;
  }

  get ready(): boolean {
    return this.#executor.ready;
  }

  get unready(): string | undefined {
    return this.#executor.unready;
  }

  get refusesAll(): boolean {
    return this.#executor.refusesAll === true;
  }

  offer(caller: Caller): Outcome {
    const address = addressOf(caller.peer);
    if (address === undefined) return this.#executor.offer(caller);
    if (!this.#rates.allows(address)) {
      const reason = `overloaded: more than ${this.#perSecond} calls a second of ${address}`;
      turnAway(caller, { kind: "maxCallsPerPeer", reason });
      return "done";
    }
    const outcome = this.#executor.offer(caller);
    if (outcome !== "wait") this.#rates.count(address); // one that waits is offered again
    return outcome;
  }

  forget(caller: Caller): void {
    this.#executor.forget(caller);
  }
}

/**
 * Token buckets, by address: each holds as many calls as may come in a second, and fills at that rate. A bucket that was
 * not used for a second is full, and so may be forgotten.
 */
export class CallRates {
  readonly #perSecond: number;
  readonly #clock: Pick<Clock, "now">;
  /** Those that were used since {@link CallRates.#turned}, and those of before that were not. */
  #recent = new Map<string, Bucket>();
  #older = new Map<string, Bucket>();
  #turned: number;

  constructor(perSecond: number, clock: Pick<Clock, "now"> = systemClock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#turned = clock.now();
  }

  /** The number of addresses that are remembered. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /** Whether another call of the address may be run. */
  allows(address: string): boolean {
    return this.#bucketOf(address).calls >= 1;
  }

  /** Counts a call. */
  count(address: string): void {
    this.#bucketOf(address).calls--;
  }

  #bucketOf(address: string): Bucket {
    const now = this.#clock.now();
    if (now - this.#turned >= second || this.#recent.size >= mostRecent) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#turned = now;
    }
    const bucket = this.#recent.get(address) ?? this.#older.get(address) ?? this.#full(now);
    this.#older.delete(address);
    this.#recent.set(address, bucket);
    const filled = bucket.calls + ((now - bucket.since) * this.#perSecond) / second;
    bucket.calls = Math.min(this.#perSecond, filled);
    bucket.since = now;
    return bucket;
  }

  #full(now: number): Bucket {
    return { calls: this.#perSecond, since: now };
  }
}

interface Bucket {
  /** The calls that it has room for, with their fractions. */
  calls: number;
  /** The time as of which that is so. */
  since: number;
}

/** Milliseconds. */
const second = 1000;
/** Of more addresses in a second, with 100 bytes each, those that have not called for the longest are forgotten. */
const mostRecent = 50_000;
