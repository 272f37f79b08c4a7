// The counts of a server at one moment, for a page that draws what has changed since the last: plain numbers.
import type { ToldLine } from "../../../log/told_lines.ts";
import { isSuccess } from "../../../metrics/sums.ts";
import { bucketBounds } from "../../../metrics/times.ts";
import type { RecordedCall } from "../../../processor/watched/recorded_call.ts";
import type { Observed } from "../../counting/observed.ts";
import type { Numbered } from "../../counting/recent.ts";
import { type ServerStatus, statusOf } from "../../counting/status.ts";

/** A server at one moment. JSON. */
export interface Live {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly status: ServerStatus;
  /** Upper bounds of the buckets of times, in seconds; there is one bucket more. */
  readonly bounds: readonly number[];
  readonly methods: readonly LiveMethod[];
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
  /** Seconds of all of them together. */
  readonly seconds: number;
  readonly begun: number;
  /** Calls that have failed, by the exception: `InvalidOperation`, or `INTERNAL_ERROR` of TApplicationException. */
  readonly failed: Readonly<Record<string, number>>;
}

/** What there is to draw of a server. */
export function liveOf(observed: Observed): Omit<Live, "lines" | "calls"> {
  const methods = [...(observed.sums?.functions ?? [])].map(([method, sums]): LiveMethod => {
    const times = Array.from(sums.succeeded, (count, cell) => count + sums.failed[cell]!);
    const seconds = times.pop()!;
    const failed = sums.outcomes
      .filter((one) => !isSuccess(one) && one.count > 0)
      .map(({ exception, code, count }) => [code || exception, count] as const);
    return { method, buckets: times, seconds, begun: sums.begun, failed: Object.fromEntries(failed) };
  });
  return { time: Date.now(), status: statusOf(observed), bounds: bucketBounds, methods };
}
