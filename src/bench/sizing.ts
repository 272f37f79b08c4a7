// The size of a benchmark: how many calls a test makes, and how long it may take, for the whole to end in time.
import type { Test } from "./tests.ts";

/** Seconds that a test gets of the time that is left. */
export function slotOf(left: number, tests: number): number {
  return Math.min(longest, Math.max(shortest, left / Math.max(tests, 1)));
}

const shortest = 0.4;
/** More makes no figure better. */
const longest = 10;

/** Calls that a test makes on each of its connections. */
export interface Size {
  readonly calls: number;
  /** Seconds after which no more begin. */
  readonly seconds: number;
  /** Seconds in which those under way may be answered then. */
  readonly grace: number;
}

/**
 * The size of a test that fits into a slot: as many calls in all as one client makes in it in series, so that the seconds
 * of all tests compare; each caller makes one at least. What a server does not manage in its slot is cut off.
 *
 * @param seconds of a call, by one client.
 * @param given the calls in all, where they were told: these are all made.
 */
export function sizeOf(
  { clients, callers, isFresh }: Test,
  seconds: number,
  slot: number,
  given?: number,
): Size {
  const grace = Math.min(0.3 + 1.5 * seconds, slot / 2);
  const fitting = Math.floor((0.9 * (slot - grace)) / Math.max(seconds, 1e-6));
  const most = isFresh ? mostConnections : mostCalls;
  const total = Math.max(given ?? Math.min(Math.max(fitting, fewest), most), clients * callers);
  const calls = Math.ceil(total / clients);
  if (given !== undefined) return { calls, seconds: withoutEnd, grace: 1 };
  return { calls, seconds: slot - grace, grace };
}

const fewest = 5;
const mostCalls = 200_000;
/** The system keeps a client's port for a minute after its connection has ended. */
const mostConnections = 10_000;
/** Seconds. */
const withoutEnd = 3600;

/** The median. @param values at least one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/**
 * The share of a call's time that it holds a processor, from 0 to 1: calls that wait overlap on one event loop, those that
 * compute do not.
 *
 * @param one seconds of a call alone.
 * @param together seconds of `count` calls that were begun at once.
 */
export function computingShare(one: number, together: number, count: number): number {
  return Math.min(1, Math.max(0, (together - one) / Math.max(one * (count - 1), 1e-9)));
}
