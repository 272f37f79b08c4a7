// Looks for calls that have waited, or held their worker, for too long. It costs a call nothing: an executor's calls are
// looked at a few times in the shortest of its limits, and no clock is read for one.
import { tookLonger } from "../../processor/time_limit.ts";
import { type ResolvedService, wireNames } from "../../schema/service.ts";
import type { Limits } from "../options/limits.ts";
import { type RefusalReason, waitedTooLong } from "../refusals.ts";
import { haveDeadlines, type PlainRules } from "./batch_rules.ts";
import type { CallAtWork } from "./progress.ts";
import type { FunctionTimeouts } from "./worker_calls.ts";

/** An executor whose calls may take only so long. */
export interface Limited {
  /** Calls at work: each has a number that no other call has had. */
  callsAtWork(): Iterable<CallAtWork>;
  callerOf(call: CallAtWork): { readonly method: string };
  /** Whether any call is at work or waits. */
  readonly hasCalls: boolean;
  /** Answers a call whose time is over though its worker has not, which it holds. */
  overdue?(call: CallAtWork, why: RefusalReason): void;
  /** Refuses the calls that have waited for too long. @param late tells why, given since when one waits. */
  refuseLate(late: (since: number) => RefusalReason | undefined, now: number): void;
}

/** The limits of one executor. */
export class TimeLimits {
  readonly #calls: Limited;
  /** Milliseconds; 0: none. */
  readonly #queueTimeout: number;
  readonly #callTimeout: number;
  /** Those of single functions, by the names that clients send. */
  #ofFunctions: ReadonlyMap<string, number> | undefined;
  /** Of all of them; asked for each call. Infinity: there are none. */
  #shortest: number;
  #service: ResolvedService | undefined;
  /** Milliseconds that a worker has beyond a limit to end a call by itself, when that waits for a promise. */
  readonly #grace: number;
  /** Milliseconds for which calls wait in a worker for each other; undefined: they do not. */
  #gathersFor: number | undefined;
  /** Whether calls may wait only so long for their batch. */
  #haveDeadlines = false;
  /** The calls that were at work at the last look, by their numbers. */
  #seen = new Map<number, SeenCall>();
  #ticker: ReturnType<typeof setInterval> | undefined;

  /** @param concurrency calls of a worker that run at a time. */
  constructor(
    calls: Limited,
    { queueTimeout, callTimeout }: Pick<Limits, "queueTimeout" | "callTimeout">,
    concurrency: number,
  ) {
    this.#calls = calls;
    this.#queueTimeout = queueTimeout * 1000;
    this.#callTimeout = callTimeout * 1000;
    this.#shortest = this.#findShortest();
    this.#grace = concurrency > 1 ? sharedGrace : grace;
  }

  /** Whether calls may wait only so long, here or in a worker. */
  get limitsWaiting(): boolean {
    return this.#queueTimeout > 0 || this.#haveDeadlines;
  }

  /** Calls of these functions may take so long, and others as long as before; by these rules they wait for each other. */
  learn(service: ResolvedService, timeouts: FunctionTimeouts | undefined, rules?: PlainRules): void {
    this.#service = service;
    this.#haveDeadlines = haveDeadlines(rules);
    this.#gathersFor = rules && Math.max(...rules.map((rule) => rule?.maxDelay ?? 0));
    if (timeouts === undefined && this.#ofFunctions === undefined) return;
    const known = new Map<string, number>();
    for (const [name, index] of wireNames(service)) {
      const seconds = timeouts?.[index];
      if (typeof seconds === "number") known.set(name, seconds * 1000);
    }
    this.#ofFunctions = known;
    this.#shortest = this.#findShortest();
    clearInterval(this.#ticker);
    this.#ticker = undefined; // it may have to look more often
  }

  /** A call has begun or waits: the ticker rests while there is none. */
  wake(): void {
    if (this.#ticker !== undefined) return;
    if (this.#shortest === Number.POSITIVE_INFINITY) return;
    const between = Math.max(leastBetween, Math.min(mostBetween, this.#shortest / looks));
    this.#ticker = setInterval(() => this.#tick(performance.now()), between);
    this.#ticker.unref();
  }

  #findShortest(): number {
    const all = [this.#queueTimeout, this.#callTimeout, ...(this.#ofFunctions?.values() ?? [])];
    return Math.min(Number.POSITIVE_INFINITY, ...all.filter((milliseconds) => milliseconds > 0));
  }

  #tick(now: number): void {
    if (this.#queueTimeout > 0) this.#calls.refuseLate((since) => this.#late(since, now), now);
    const before = this.#seen;
    this.#seen = new Map();
    for (const call of this.#calls.callsAtWork()) {
      this.#seen.set(call.number, before.get(call.number) ?? this.#first(call, now));
    }
    if (this.#gathersFor !== undefined) this.#restart(before, now);
    const grace = this.#grace + (this.#gathersFor ?? 0);
    for (const call of this.#calls.callsAtWork()) {
      const seen = this.#seen.get(call.number);
      if (seen === undefined) continue; // a thread has taken it this moment
      const { since, limit, method } = seen;
      if (limit === 0 || now - since < limit + grace) continue;
      this.#calls.overdue?.(call, { kind: "callTimeout", reason: tookLonger(this.#placeOf(method), limit) });
    }
    if (this.#calls.hasCalls) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  #first(call: CallAtWork, now: number): SeenCall {
    const { method } = this.#calls.callerOf(call);
    return {
      worker: call.worker,
      since: now,
      limit: this.#ofFunctions?.get(method) ?? this.#callTimeout,
      method,
    };
  }

  /** A worker that has ended a call does not hold the others: they may have waited for that. */
  #restart(before: ReadonlyMap<number, SeenCall>, now: number): void {
    const going = new Set<number | undefined>();
    for (const [number, { worker }] of before) if (!this.#seen.has(number)) going.add(worker);
    for (const seen of this.#seen.values()) if (going.has(seen.worker)) seen.since = now;
  }

  /** `Calculator.add`, for what clients send to call that. */
  #placeOf(method: string): string {
    const index = this.#service && wireNames(this.#service).get(method);
    if (index === undefined) return method;
    const { name, service = this.#service!.name } = this.#service!.functions[index]!;
    return `${service}.${name}`;
  }

  #late(since: number, now: number): RefusalReason | undefined {
    if (now - since < this.#queueTimeout) return undefined;
    return waitedTooLong(this.#queueTimeout / 1000);
  }
}

/** A call at work, and when it was first seen there. */
interface SeenCall {
  readonly worker: number | undefined;
  since: number;
  readonly limit: number;
  readonly method: string;
}

/** Looks in the shortest limit, and milliseconds between two of them. */
const looks = 20;
const leastBetween = 10;
const mostBetween = 100;
/** Milliseconds; and where another call of the worker's may keep it from ending the one that waits. */
const grace = 100;
const sharedGrace = 1000;
