// The counts of calls that the service Status tells: those of the event loop that answers.
import type { StatusState } from "../../handler/status/state.ts";
import { CallCounts } from "../../metrics/call_counts.ts";
import { finishedCalls, Sums } from "../../metrics/sums.ts";
import type { ResolvedService } from "../../schema/service.ts";

/**
 * Has Status tell what is counted.
 * @param counts where calls are counted anyway.
 * @returns what is to count them.
 */
export function countForStatus(
  status: StatusState | undefined,
  service: ResolvedService,
  counts: CallCounts | undefined,
): CallCounts | undefined {
  if (status === undefined) return counts;
  const counting = counts ?? new CallCounts(service);
  status.counters = () => countersOf(counting, service);
  return counting;
}

/** By the names that clients call functions by: `add.calls`, and of these `add.failures`, which ended with an exception. */
function countersOf({ cells }: CallCounts, service: ResolvedService): Map<string, bigint> {
  const sums = new Sums();
  sums.add(cells, service, false);
  const counters = new Map<string, bigint>();
  for (const [name, counted] of sums.functions) {
    const succeeded = counted.outcomes.find(({ exception }) => exception === "")?.count ?? 0;
    counters.set(`${name}.calls`, BigInt(counted.begun));
    counters.set(`${name}.failures`, BigInt(finishedCalls(counted) - succeeded));
  }
  return counters;
}
