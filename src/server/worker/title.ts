// The names by which the system's lists of processes have workers.
import type { RuntimeParent } from "../../runtime/runtime.ts";

/** The name of a worker process: the number is that of the log. @param state absent: it starts. */
export function workerTitle(id: number, state?: string): string {
  return `thriftserve: worker ${id}${state === undefined ? "" : `, ${state}`}`;
}

/** Tells those who list processes of a worker's new state. */
export function entitleWorker(parent: RuntimeParent, id: number, state: "ready" | "ending"): void {
  parent.entitle?.(workerTitle(id, state), `worker ${id} ${state}`);
}
