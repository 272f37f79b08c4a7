// Looks at the server once a second, as long as somebody sees the page.
import { useEffect, useState } from "preact/hooks";
import type { Live } from "../../server/admin/page/live.ts";
import { ask } from "../server.ts";
import { added, type Interval, intervalOf } from "./history.ts";

/** What is known of a server. */
export interface Watched {
  readonly live?: Live;
  readonly intervals: readonly Interval[];
  /** The reason why nothing newer is known. */
  readonly failure?: string;
}

/** Looks at it from now on. */
export function useLive(): Watched {
  const [watched, setWatched] = useState<Watched>({ intervals: [] });
  useEffect(() => {
    const control = new AbortController();
    void look(setWatched, control.signal);
    return () => control.abort();
  }, []);
  return watched;
}

async function look(set: (change: (before: Watched) => Watched) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const began = performance.now();
    try {
      const live = (await ask("live", { signal })) as Live;
      set(({ live: before, intervals }) => {
        const interval = before && intervalOf(before, live);
        if (before !== undefined && interval === undefined) return { live, intervals: [] };
        return { live, intervals: interval === undefined ? intervals : added(intervals, interval) };
      });
    } catch (error) {
      if (signal.aborted) return;
      set((before) => ({ ...before, failure: (error as Error).message }));
    }
    await pause(Math.max(200, 1000 - (performance.now() - began)), signal);
  }
}

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
