// The start of several workers, of which the first that is ready is waited for.
import { log } from "../../../log/log.ts";
import type { Readiness } from "../crew.ts";

/**
 * Resolves when one of them is ready. The log tells when all are.
 * @param failed is told of those that have failed, once there is one that has not.
 * @throws {WorkerStartError} when none can be started.
 */
export async function firstReady(
  starts: readonly Promise<Readiness>[],
  failed: (index: number, error: Error) => void,
): Promise<Readiness> {
  const began = performance.now();
  const first = Promise.any(starts).catch(({ errors }: AggregateError) => {
    throw errors[0];
  });
  for (const [index, start] of starts.entries()) {
    start.catch((error: Error) => first.then(() => failed(index, error)).catch(() => {}));
  }
  const ready = () => {
    const seconds = Number(((performance.now() - began) / 1000).toFixed(1));
    log.info("all {workers} workers are ready, after {seconds} s", { workers: starts.length, seconds });
  };
  void Promise.all(starts).then(ready, () => {});
  return await first;
}
