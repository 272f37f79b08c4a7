// Opens the memory that a worker counts in, where it counts.
import type { Handler } from "../../handler/handler.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { countBatches } from "../calls/batch_rules.ts";
import type { CountMemory } from "../counting/count_memory.ts";
import type { LoopLoad, WorkerCounts } from "../counting/worker_counts.ts";

/** @param load tells what the worker has to do. */
export async function countsOf(
  memory: CountMemory,
  service: ResolvedService,
  handler: Handler,
  load: () => LoopLoad,
): Promise<WorkerCounts | undefined> {
  const { openCounts } = await import("../counting/worker_counts.ts");
  const counts = await openCounts(memory, { ...service, rules: handler.rules }, load);
  if (counts !== undefined) countBatches(handler, counts.calls);
  return counts;
}
