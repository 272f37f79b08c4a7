// The command line: what `mod.ts`, run directly, and the executable begin with.

import { ownApplication } from "../build/application.ts";
import { stopEarly } from "./early_stop.ts";

/**
 * Runs the command line with the arguments of this process.
 *
 * Exit statuses: 0 when it was stopped by a signal; 1 for a failure, such as a port in use; 2 for what
 * the user can mend: a wrong option, a handler that does not fit its IDL, an IDL with errors.
 */
export async function main(): Promise<void> {
  stopEarly();
  const args = process.argv.slice(2);
  const application = ownApplication();
  process.exitCode =
    application === undefined
      ? await (await import("./program.ts")).run(args)
      : await (await import("./built.ts")).runBuilt(args, application);
}
