// Tells when a worker has served long enough, by its calls or its memory. Loaded only where that is asked for.
import type { Processor } from "../../processor/processor.ts";
import type { WornBy } from "../counting/observed.ts";
import type { Settings } from "../options/settings.ts";

/** The limits of a worker's life that it sees itself. */
export type WearLimits = Pick<Settings, "maxCalls" | "maxCallsJitter" | "maxMemory">;

/**
 * Watches a worker that is ready.
 * @param processor runs its calls, which are counted as they begin.
 * @param worn is told once, by which limit and in words. It serves on.
 */
export function watchWear(
  processor: Processor,
  limits: WearLimits,
  worn: (by: WornBy, reason: string) => void,
): void {
  const { maxCalls, maxCallsJitter, maxMemory } = limits;
  let told = false;
  const tell = (by: WornBy, reason: string) => {
    if (!told) worn(by, reason);
    told = true;
  };
  if (maxCalls > 0) {
    const most = maxCalls + Math.floor(Math.random() * (maxCallsJitter + 1));
    countCalls(processor, most, () => tell("maxCalls", `it has begun ${most} calls`));
  }
  if (maxMemory === 0) return;
  const timer = setInterval(() => {
    const bytes = process.memoryUsage.rss();
    if (bytes <= maxMemory) return;
    clearInterval(timer);
    tell("maxMemory", `it takes ${bytes} bytes of memory`);
  }, lookedEvery);
  timer.unref();
}

function countCalls(processor: Processor, most: number, reached: () => void): void {
  const run = processor.process;
  let count = 0;
  processor.process = function (...call: Parameters<Processor["process"]>) {
    if (++count === most) reached();
    return run.apply(this, call);
  };
}

/** Milliseconds. */
const lookedEvery = 1000;
