// The counts of a server at one moment, for a page that draws what has changed since the last: plain numbers.
import type { ToldLine } from "../../../log/told_lines.ts";
import { sizeBounds } from "../../../metrics/batch_cells.ts";
import { finishedCalls, isSuccess } from "../../../metrics/sums.ts";
import { bucketBounds } from "../../../metrics/times.ts";
import type { RecordedCall } from "../../../processor/watched/recorded_call.ts";
import { prefixEnd, type ResolvedService, wireNames } from "../../../schema/service.ts";
import type { Observed } from "../../counting/observed.ts";
import type { Numbered } from "../../counting/recent.ts";
import { type ServerStatus, stateOf, waitingCalls } from "../../counting/status.ts";

/** A server at one moment. JSON. */
export interface Live {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly status: Omit<ServerStatus, "calls">;
  /** Calls that wait for a worker. */
  readonly waiting: number;
  /** Upper bounds of the buckets of times, in seconds; there is one bucket more. */
  readonly bounds: readonly number[];
  /** The same of batches, in calls. */
  readonly sizeBounds: readonly number[];
  /** Those that have been called, and the number of the others. */
  readonly methods: readonly LiveMethod[];
  readonly uncalled: number;
  /** The last lines of the log that were not seen before. */
  readonly lines: readonly Numbered<ToldLine>[];
  /** The last calls that were slow or failed, which were not seen before; absent: they are not recorded. */
  readonly calls?: readonly Numbered<RecordedCall>[];
}

/** The calls of one method since the server has started. */
export interface LiveMethod {
  /** As clients send it. */
  readonly method: string;
  /** Calls that have ended, by how long they took. */
  readonly buckets: readonly number[];
  readonly atWork: number;
  /** Calls that wait for a worker on the server's own event loop: of many that wait, those of the first {@link mostRead}. */
  readonly waiting: number;
  /** Batches by their size; absent: its calls are not run in any. */
  readonly batches?: readonly number[];
  /** Calls that have failed, by the exception: `InvalidOperation`, or `INTERNAL_ERROR` of TApplicationException. */
  readonly failed: Readonly<Record<string, number>>;
}

/** The heads of so many waiting calls are read at a look. */
const mostRead = 1000;

/** The calls that wait, by their methods as these are counted. @param sent the names that clients have sent. */
export function waitingByMethod(service: ResolvedService, sent: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  let left = mostRead;
  for (const name of sent) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (--left === 0) break;
  }
  if (counts.size === 0 || service.prefixes === undefined) return counts;
  const indexes = wireNames(service);
  const methods = new Map<string, number>();
  for (const [name, count] of counts) {
    const index = indexes.get(name);
    const { prefix, name: own } =
      index === undefined ? { prefix: undefined, name } : service.functions[index]!;
    const method = prefix === undefined ? own : prefix + prefixEnd + own;
    methods.set(method, (methods.get(method) ?? 0) + count);
  }
  return methods;
}

/** What there is to draw of a server. */
export function liveOf(
  observed: Observed,
  waiting: ReadonlyMap<string, number>,
): Omit<Live, "lines" | "calls"> {
  const all = [...(observed.sums?.functions ?? [])];
  const called = all.filter(([method, { begun }]) => begun > 0 || waiting.has(method));
  const methods = called.map(([method, sums]): LiveMethod => {
    const buckets = Array.from(sums.succeeded.subarray(0, -1), (count, cell) => count + sums.failed[cell]!);
    const atWork = Math.max(0, sums.begun - finishedCalls(sums));
    const failed = sums.outcomes
      .filter((one) => !isSuccess(one) && one.count > 0)
      .map(({ exception, code, count }) => [code || exception, count] as const);
    const batches = sums.batches && Array.from(sums.batches.sizes.subarray(0, -1));
    const counts = { atWork, waiting: waiting.get(method) ?? 0, failed: Object.fromEntries(failed) };
    return { method, buckets, ...counts, ...(batches && { batches }) };
  });
  return {
    ...{ time: Date.now(), status: stateOf(observed), waiting: waitingCalls(observed) },
    ...{ bounds: bucketBounds, sizeBounds, methods, uncalled: all.length - called.length },
  };
}
