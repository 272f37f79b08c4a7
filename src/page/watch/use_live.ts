// Looks at the server once a second, as long as somebody sees the page.
import { useEffect, useState } from "preact/hooks";
import type { Live } from "../../server/admin/page/live.ts";
import type { Numbered } from "../../server/counting/recent.ts";
import { ask } from "../server.ts";
import { type Watched, watchedAfter } from "./watched.ts";

/** Looks at a server from now on. */
export function useLive(): Watched {
  const [watched, setWatched] = useState<Watched>({ intervals: [], lines: [] });
  useEffect(() => {
    const control = new AbortController();
    void look(setWatched, control.signal);
    return () => control.abort();
  }, []);
  return watched;
}

async function look(set: (watched: Watched) => void, signal: AbortSignal): Promise<void> {
  let watched: Watched = { intervals: [], lines: [] };
  while (!signal.aborted) {
    const began = performance.now();
    const { lines, calls } = watched;
    try {
      const path = `live?lines=${lastNumber(lines)}&calls=${lastNumber(calls)}`;
      const answered = AbortSignal.any([signal, AbortSignal.timeout(longestLook)]);
      watched = watchedAfter(watched, (await ask(path, { signal: answered })) as Live);
    } catch (error) {
      if (signal.aborted) return;
      watched = { ...watched, failure: reasonOf(error as Error) };
    }
    set(watched);
    await pause(Math.max(200, 1000 - (performance.now() - began)), signal);
  }
}

/** Milliseconds: a server that is stopped or at work for as long gives no answer. */
const longestLook = 10_000;

function reasonOf({ name, message }: Error): string {
  return name === "TimeoutError" ? `none within ${longestLook / 1000} s` : message;
}

function lastNumber(list: readonly Numbered<object>[] = []): number {
  return list.at(-1)?.number ?? 0;
}

/** Longer, as long as the page is hidden. Nothing stays at the signal, which hours of looks share. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen = () => document.hidden || resolve();
  const timer = setTimeout(() => {
    if (document.hidden) document.addEventListener("visibilitychange", seen);
    else resolve();
  }, milliseconds);
  const ended = () => resolve();
  signal.addEventListener("abort", ended);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", ended);
  document.removeEventListener("visibilitychange", seen);
}
