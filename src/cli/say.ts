// Prints the command line's own messages: on standard error with one prefix, or on standard output what was asked for.
import { isJsonAlone, lineOf } from "../log/format.ts";
import { standardError } from "../log/standard_error.ts";
import { writeWaiting } from "../runtime/standard_descriptor.ts";

/** Written at once, unless it is not read now: then it has until the process ends, and a moment more. */
export function say(message: string, level: "info" | "error" = "info"): void {
  const line = isJsonAlone() ? lineOf({ time: Date.now(), level, message }) : `thriftserve: ${message}\n`;
  standardError().write(line);
}

/** Prints what was asked for on standard output, all of it before it returns. */
export function print(text: string): void {
  try {
    writeWaiting(1, Buffer.from(text));
  } catch {
    // Its reader, `head` for example, has gone: there is nothing to do about it.
  }
}
