// Puts together the looks at a server: what is known of it after one more.
import type { ToldLine } from "../../log/told_lines.ts";
import type { RecordedCall } from "../../processor/watched/recorded_call.ts";
import type { Live } from "../../server/admin/page/live.ts";
import type { Numbered } from "../../server/counting/recent.ts";
import { added, type Interval, intervalOf } from "./history.ts";

/** What is known of a server. */
export interface Watched {
  readonly live?: Live;
  readonly intervals: readonly Interval[];
  /** The last lines of its log. */
  readonly lines: readonly Numbered<ToldLine>[];
  /** Its last calls that were slow or failed; undefined: they are not recorded. */
  readonly calls?: readonly Numbered<RecordedCall>[] | undefined;
  /** The reason why nothing newer is known. */
  readonly failure?: string;
}

/** Lines of the log that are kept, and calls. */
const mostKept = 200;

/** What is known after another look, which was told the numbers of the last line and the last call. */
export function watchedAfter({ live: before, intervals, lines, calls = [] }: Watched, live: Live): Watched {
  const interval = before && intervalOf(before, live);
  // Another server counts its lines anew: those that it has told are not all, and the next look asks for them.
  if (before !== undefined && interval === undefined)
    return { live, intervals: [], lines: [], calls: live.calls && [] };
  return {
    live,
    intervals: interval === undefined ? intervals : added(intervals, interval),
    lines: [...lines, ...live.lines].slice(-mostKept),
    calls: live.calls && [...calls, ...live.calls].slice(-mostKept),
  };
}
