// The command line: finds out what is to be done and turns errors into exit statuses.
import { workerArgument } from "../runtime/entry.ts";

/**
 * Runs the command line with the arguments of this process.
 *
 * Exit statuses: 0 when it was stopped by a signal; 1 for a failure, such as a port in use; 2 for what
 * the user can mend: a wrong option, a handler that does not fit its IDL, an IDL with errors.
 */
export async function main(): Promise<void> {
  if (process.argv[2] === workerArgument) {
    await import("../server/worker_main.ts");
    return;
  }
  const { run } = await import("./command.ts");
  process.exitCode = await run(process.argv.slice(2));
}
