// What the command line says of itself, on standard error: one prefix for all of it.
import { standardError } from "../log/standard_error.ts";

/** Written at once, unless nobody reads it now: then it has until the process ends, and a moment more. */
export function say(message: string): void {
  standardError().write(`thriftserve: ${message}\n`);
}

/** Ends the process, whatever the handler's module may have begun when it was imported. */
export function fail(status: 1 | 2, message: string): never {
  say(message);
  standardError().flush();
  process.exit(status);
}
