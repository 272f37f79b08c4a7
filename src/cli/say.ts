// Prints the command line's own messages: on standard error with one prefix, or on standard output what was asked for.
import { standardError } from "../log/standard_error.ts";
import { writeWaiting } from "../runtime/standard_descriptor.ts";

/** Written at once, unless it is not read now: then it has until the process ends, and a moment more. */
export function say(message: string): void {
  standardError().write(`thriftserve: ${message}\n`);
}

/** Prints what was asked for on standard output, all of it before it returns. */
export function print(text: string): void {
  try {
    writeWaiting(1, Buffer.from(text));
  } catch {
    // Its reader, `head` for example, has gone: there is nothing to do about it.
  }
}
