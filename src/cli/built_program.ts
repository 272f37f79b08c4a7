// The beginning of a program that was built of a handler and holds this library as files: its modules, and the handler's,
// are where they were, seen from each other.
import type { Application } from "../build/application.ts";
import { startedAsWorker } from "../runtime/started_as_worker.ts";
import { stopEarly } from "./early_stop.ts";

/**
 * Runs the command line of a built program, or becomes the worker that it was started again to be.
 *
 * @param application whose module is relative to `from`.
 * @param from the URL of the module that calls this.
 */
export async function main(application: Application, from: string): Promise<void> {
  const parent = await startedAsWorker();
  if (parent !== undefined) {
    (await import("../server/worker/worker.ts")).runWorker(parent);
    return;
  }
  stopEarly();
  const { runBuilt } = await import("./built.ts");
  const module = new URL(application.module, from).href;
  process.exitCode = await runBuilt(process.argv.slice(2), { ...application, module });
}
