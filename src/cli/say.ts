// What the command line says of itself, on standard error: one prefix for all of it.
import { writeSync } from "node:fs";

/** Written at once: nothing of it is lost when the process ends. */
export function say(message: string): void {
  try {
    writeSync(2, `thriftserve: ${message}\n`);
  } catch {
    // Nobody reads our standard error.
  }
}

/** Ends the process, whatever the handler's module may have begun when it was imported. */
export function fail(status: 1 | 2, message: string): never {
  say(message);
  process.exit(status);
}
