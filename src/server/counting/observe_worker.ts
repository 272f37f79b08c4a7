// A worker at one moment, for whoever looks at the server.
import type { CountedWorker } from "./counting.ts";
import type { ObservedWorker, WorkerState } from "./observed.ts";

/** A worker, as it is looked at. */
interface Seen extends Pick<ObservedWorker, "id" | "runs" | "number"> {
  readonly counts: CountedWorker | undefined;
  readonly device: string | undefined;
}

/** Looks at a worker. @param connections that it has, wherever they live. */
export function observeWorker(worker: Seen, state: WorkerState, connections: number): ObservedWorker {
  const { id, runs, number, counts, device } = worker;
  const about = { id, runs, number, state, connections, ...(device !== undefined && { device }) };
  if (counts === undefined) return about;
  const { lag, memory, waiting } = counts.state;
  const isKnown = memory > 0;
  return { ...about, place: counts.place + 1, lag, waitingCalls: waiting, ...(isKnown && { memory }) };
}
