// Makes the executor that sends calls to workers: threads share memory with the server, processes are sent messages.
import { PostedExecutor } from "../calls/posted/executor.ts";
import type { Progress } from "../calls/progress.ts";
import { RelayExecutor } from "../calls/relay/executor.ts";
import type { WorkerCalls } from "../calls/worker_calls.ts";
import { type EventLoop, LocalConnections } from "../connections/local_connections.ts";
import type { Counting } from "../counting/counting.ts";
import type { Settings } from "../options/settings.ts";

/** The parts of a plan that say how calls are sent. */
export interface CallPlan {
  readonly runs: "inline" | "thread" | "process";
  readonly settings: Pick<Settings, "concurrency" | "limits">;
  readonly progress: Progress;
  /** Where it counts, if it does. */
  readonly counting?: Counting | undefined;
}

/**
 * The executor of so many workers.
 * @param places the number that there may be for a while, when new ones take the place of others.
 */
export function executorFor(
  { runs, settings, progress, counting }: CallPlan,
  workers: number,
  places = workers,
): WorkerCalls {
  const { concurrency, limits } = settings;
  const waited = counting && ((milliseconds: number) => counting.waited(milliseconds / 1000));
  if (runs === "process") return new PostedExecutor(concurrency, limits, progress, waited);
  return new RelayExecutor(workers, concurrency, limits, progress, places, counting !== undefined);
}

/** Connections of this event loop, whose calls an executor sends to workers. */
export function connectionsHere(executor: WorkerCalls, loop: EventLoop): LocalConnections {
  return new LocalConnections(executor, loop, (connection) => executor.gone(connection));
}
