// Makes the first calls, to know how long one takes, and whether calls overlap on one event loop.
import type { Generators } from "./load/generators.ts";
import type { Job, Outcome, Target } from "./load/job.ts";
import { percentile } from "./load/latencies.ts";
import { type MeasuredCall, requestsOf } from "./load/requests.ts";
import type { CallFacts } from "./results.ts";
import { computingShare } from "./sizing.ts";

/** Thrown when the first call has no result. */
export class FirstCallError extends Error {
  override readonly name = "FirstCallError";
}

/** Calls that are begun at once. */
const together = 8;

/** @throws {FirstCallError} */
export async function probe(generators: Generators, call: MeasuredCall, target: Target): Promise<CallFacts> {
  const job: Job = {
    target,
    requests: requestsOf(call, target, 1),
    ...{ connections: 1, calls: 1, isFresh: false, isHeld: false, seconds: patience, grace: 0 },
  };
  const first = medianOf(await succeeded(job));
  // The first calls of a program are its slowest.
  const series = medianOf(await succeeded({ ...job, calls: 5000, seconds: 1.2, grace: patience }));
  const several = { ...job, connections: together, grace: patience };
  let least = Number.POSITIVE_INFINITY;
  // Another program may have held the processors meanwhile: the best of some tells.
  for (let tries = 0; tries < (series < 0.1 ? 5 : 1); tries++) {
    least = Math.min(least, longestOf(await succeeded(several)));
  }
  return { first, seconds: series, computing: computingShare(series, least, together), batch: call.batch };

  async function succeeded(one: Job): Promise<Outcome> {
    const outcome = await generators.run(one);
    const [failure] = Object.keys(outcome.errors);
    if (failure !== undefined) throw new FirstCallError(failure);
    if (outcome.answered === 0) throw new FirstCallError(`no answer within ${patience} s`);
    return outcome;
  }
}

/** Seconds that a call may take. */
const patience = 30;

function medianOf({ latencies }: Outcome): number {
  return (percentile(new Map(latencies), 0.5)?.milliseconds ?? 0) / 1000;
}

function longestOf({ latencies }: Outcome): number {
  return (percentile(new Map(latencies), 1)?.milliseconds ?? 0) / 1000;
}
