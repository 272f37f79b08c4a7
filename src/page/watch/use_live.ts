// Looks at the server once a second, as long as somebody sees the page.
import { useEffect, useState } from "preact/hooks";
import type { ToldLine } from "../../log/told_lines.ts";
import type { RecordedCall } from "../../processor/watched/recorded_call.ts";
import type { Live } from "../../server/admin/page/live.ts";
import type { Numbered } from "../../server/counting/recent.ts";
import { ask } from "../server.ts";
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

/** Looks at it from now on. */
export function useLive(): Watched {
  const [watched, setWatched] = useState<Watched>({ intervals: [], lines: [] });
  useEffect(() => {
    const control = new AbortController();
    void look(setWatched, control.signal);
    return () => control.abort();
  }, []);
  return watched;
}

async function look(set: (change: (before: Watched) => Watched) => void, signal: AbortSignal): Promise<void> {
  let seen = { lines: 0, calls: 0 };
  while (!signal.aborted) {
    const began = performance.now();
    try {
      const live = (await ask(`live?lines=${seen.lines}&calls=${seen.calls}`, { signal })) as Live;
      seen = {
        lines: live.lines.at(-1)?.number ?? seen.lines,
        calls: live.calls?.at(-1)?.number ?? seen.calls,
      };
      set(({ live: before, intervals, lines, calls }) => {
        const interval = before && intervalOf(before, live);
        const isAnother = before !== undefined && interval === undefined;
        if (isAnother) seen = { lines: 0, calls: 0 }; // it has begun anew to count its lines
        return {
          live,
          intervals: interval === undefined ? (isAnother ? [] : intervals) : added(intervals, interval),
          lines: [...(isAnother ? [] : lines), ...live.lines].slice(-mostKept),
          calls: live.calls && [...(isAnother ? [] : (calls ?? [])), ...live.calls].slice(-mostKept),
        };
      });
    } catch (error) {
      if (signal.aborted) return;
      set((before) => ({ ...before, failure: (error as Error).message }));
    }
    await pause(Math.max(200, 1000 - (performance.now() - began)), signal);
  }
}

/** Lines of the log that are kept, and calls. */
const mostKept = 200;

/** Longer, as long as the page is hidden. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  if (!document.hidden || signal.aborted) return;
  await new Promise<void>((resolve) => {
    document.addEventListener("visibilitychange", () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => resolve());
  });
}
