// Counts of calls as the service Status tells them.
import { finishedCalls, type Sums } from "../../metrics/sums.ts";

/** By the names that clients call functions by: `add.calls`, and of these `add.failures`, which ended with an exception. */
export function statusCounters({ functions }: Sums): Record<string, number> {
  const counters: [string, number][] = [];
  for (const [name, counted] of functions) {
    const succeeded = counted.outcomes.find(({ exception }) => exception === "")?.count ?? 0;
    counters.push([`${name}.calls`, counted.begun], [`${name}.failures`, finishedCalls(counted) - succeeded]);
  }
  return Object.fromEntries(counters);
}
