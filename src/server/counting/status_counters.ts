// Counts of calls as the service Status tells them.
import { finishedCalls, type Sums, succeededCalls } from "../../metrics/sums.ts";

/** By the names that clients call functions by: `add.calls`, and of these `add.failures`, which ended with an exception. */
export function statusCounters({ functions }: Sums): Record<string, number> {
  const counters: [string, number][] = [];
  for (const [name, counted] of functions) {
    const failures = finishedCalls(counted) - succeededCalls(counted);
    counters.push([`${name}.calls`, counted.begun], [`${name}.failures`, failures]);
  }
  return Object.fromEntries(counters);
}
