// Many calls of one function, and how long they took.
import type { Tally } from "./progress.ts";

/** A summary of calls, as it is printed. Times are in seconds or milliseconds, as they are named. */
export interface Summary {
  readonly calls: number;
  readonly failed: number;
  readonly seconds: number;
  readonly callsPerSecond: number;
  readonly milliseconds: {
    readonly least: number;
    readonly median: number;
    readonly p99: number;
    readonly most: number;
  };
  /** The calls that failed, by what they were told. */
  readonly errors: Readonly<Record<string, number>>;
}

/**
 * Makes calls, `concurrency` at a time, to the end whether they fail or not.
 * @param tell an error in words.
 * @param tally is counted up with each call.
 */
export async function repeated(
  call: () => Promise<unknown>,
  count: number,
  concurrency: number,
  tell: (error: unknown) => string,
  tally: Tally = { calls: 0, failed: 0 },
): Promise<Summary> {
  const times = new Float64Array(count);
  const errors = new Map<string, number>();
  let next = 0;
  const caller = async () => {
    while (next < count) {
      const index = next++;
      const began = performance.now();
      try {
        await call();
      } catch (error) {
        const told = tell(error);
        errors.set(told, (errors.get(told) ?? 0) + 1);
        tally.failed++;
      }
      times[index] = performance.now() - began;
      tally.calls++;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, caller));
  const seconds = (performance.now() - began) / 1000;
  times.sort();
  const at = (part: number) => rounded(times[Math.min(count - 1, Math.floor(part * count))]!);
  return {
    calls: count,
    failed: tally.failed,
    seconds: rounded(seconds),
    callsPerSecond: Math.round(count / seconds),
    milliseconds: { least: at(0), median: at(0.5), p99: at(0.99), most: at(1) },
    errors: Object.fromEntries(errors),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
