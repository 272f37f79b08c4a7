// The counts of a server at one moment, for a page that draws what has changed since the last: plain numbers.
import type { ToldLine } from "../../../log/told_lines.ts";
import { sizeBounds } from "../../../metrics/batch_cells.ts";
import { finishedCalls, isSuccess } from "../../../metrics/sums.ts";
import { bucketBounds } from "../../../metrics/times.ts";
import type { RecordedCall } from "../../../processor/watched/recorded_call.ts";
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
  /** Batches by their size; absent: its calls are not run in any. */
  readonly batches?: readonly number[];
  /** Calls that have failed, by the exception: `InvalidOperation`, or `INTERNAL_ERROR` of TApplicationException. */
  readonly failed: Readonly<Record<string, number>>;
}

/** What there is to draw of a server. */
export function liveOf(observed: Observed): Omit<Live, "lines" | "calls"> {
  const all = [...(observed.sums?.functions ?? [])];
  const called = all.filter(([, { begun }]) => begun > 0);
  const methods = called.map(([method, sums]): LiveMethod => {
    const buckets = Array.from(sums.succeeded.subarray(0, -1), (count, cell) => count + sums.failed[cell]!);
    const atWork = Math.max(0, sums.begun - finishedCalls(sums));
    const failed = sums.outcomes
      .filter((one) => !isSuccess(one) && one.count > 0)
      .map(({ exception, code, count }) => [code || exception, count] as const);
    const batches = sums.batches && Array.from(sums.batches.sizes.subarray(0, -1));
    return { method, buckets, atWork, failed: Object.fromEntries(failed), ...(batches && { batches }) };
  });
  return {
    ...{ time: Date.now(), status: stateOf(observed), waiting: waitingCalls(observed) },
    ...{ bounds: bucketBounds, sizeBounds, methods, uncalled: all.length - called.length },
  };
}
