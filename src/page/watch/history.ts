// Keeps what a server has counted in the last minutes, as what happened in each interval between two looks at it.
import type { Live, LiveMethod } from "../../server/admin/page/live.ts";

/** What happened between two looks. Times are in seconds. */
export interface Interval {
  /** Its end, in milliseconds since 1970. */
  readonly time: number;
  readonly seconds: number;
  /** Those that calls have ended of: of two thousand methods most may rest. */
  readonly methods: ReadonlyMap<string, MethodInterval>;
  /** Calls that were waiting and at work at its end. */
  readonly waiting: number;
  readonly atWork: number;
  readonly connections: number;
  /** Bytes. */
  readonly received: number;
  readonly sent: number;
  readonly memory: number;
}

/** The calls of one method that have ended in an interval, and the batches that were run. */
export interface MethodInterval {
  readonly calls: number;
  readonly failed: number;
  readonly buckets: readonly number[];
  readonly batches: readonly number[];
}

/** Intervals that are kept: five minutes of one second each. */
export const kept = 300;

/** @returns undefined when the two are of different runs of the server: its counts begin anew. */
export function intervalOf(before: Live, now: Live): Interval | undefined {
  if (before.status.process !== now.status.process || before.status.started !== now.status.started) {
    return undefined;
  }
  const earlier = new Map(before.methods.map((one) => [one.method, one]));
  const methods = now.methods
    .map((one) => [one.method, between(earlier.get(one.method), one)] as const)
    .filter(([, { calls, failed, batches }]) => calls + failed + sumIn(batches) > 0);
  const { connections, bytes, memory, workers } = now.status;
  const bytesBefore = before.status.bytes;
  return {
    time: now.time,
    seconds: Math.max(0.001, (now.time - before.time) / 1000),
    methods: new Map(methods),
    waiting: now.waiting,
    atWork: now.methods.reduce((sum, { atWork }) => sum + atWork, 0),
    connections: connections.open,
    received: Math.max(0, (bytes?.received ?? 0) - (bytesBefore?.received ?? 0)),
    sent: Math.max(0, (bytes?.sent ?? 0) - (bytesBefore?.sent ?? 0)),
    memory: workers.reduce((sum, one) => sum + (one.runs === "process" ? (one.memory ?? 0) : 0), memory),
  };
}

/** Adds an interval, and lets go of the oldest when there are many. */
export function added(intervals: readonly Interval[], one: Interval): readonly Interval[] {
  return [...intervals.slice(-(kept - 1)), one];
}

/** Calls a second, of a method or of all. */
export function rateOf({ methods, seconds }: Interval, method?: string): number {
  return sumOf(methods, method, ({ calls }) => calls) / seconds;
}

/** Failed calls a second, of a method or of all. */
export function failureRateOf({ methods, seconds }: Interval, method?: string): number {
  return sumOf(methods, method, ({ failed }) => failed) / seconds;
}

/** The calls of several intervals by how long they took, of a method or of all. */
export function bucketsOf(intervals: readonly Interval[], method?: string): readonly number[] {
  return addedUp(intervals, method, ({ buckets }) => buckets);
}

/** The batches of several intervals by their size, of a method or of all; empty: there were none. */
export function batchesOf(intervals: readonly Interval[], method?: string): readonly number[] {
  return addedUp(intervals, method, ({ batches }) => batches);
}

function addedUp(
  intervals: readonly Interval[],
  method: string | undefined,
  of: (one: MethodInterval) => readonly number[],
): readonly number[] {
  const sums: number[] = [];
  for (const { methods } of intervals) {
    for (const one of method === undefined ? methods.values() : someOf(methods.get(method))) {
      for (const [index, count] of of(one).entries()) sums[index] = (sums[index] ?? 0) + count;
    }
  }
  return sums;
}

function between(before: LiveMethod | undefined, now: LiveMethod): MethodInterval {
  const more = (counts: readonly number[] = [], earlier: readonly number[] = []) =>
    counts.map((count, index) => Math.max(0, count - (earlier[index] ?? 0)));
  const buckets = more(now.buckets, before?.buckets);
  const failures = (one: LiveMethod | undefined) => sumIn(Object.values(one?.failed ?? {}));
  return {
    calls: sumIn(buckets),
    failed: Math.max(0, failures(now) - failures(before)),
    buckets,
    batches: more(now.batches, before?.batches),
  };
}

function sumIn(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function sumOf(
  methods: ReadonlyMap<string, MethodInterval>,
  method: string | undefined,
  of: (one: MethodInterval) => number,
): number {
  if (method !== undefined) return methods.has(method) ? of(methods.get(method)!) : 0;
  return [...methods.values()].reduce((sum, one) => sum + of(one), 0);
}

function someOf(one: MethodInterval | undefined): readonly MethodInterval[] {
  return one === undefined ? [] : [one];
}
