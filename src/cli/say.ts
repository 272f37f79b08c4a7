// Prints the command line's own messages: on standard error with one prefix, or on standard output what was asked for.
import { writeSync } from "node:fs";
import { standardError } from "../log/standard_error.ts";

/** Written at once, unless it is not read now: then it has until the process ends, and a moment more. */
export function say(message: string): void {
  standardError().write(`thriftserve: ${message}\n`);
}

/** Prints what was asked for on standard output, at once. */
export function print(text: string): void {
  const bytes = Buffer.from(text);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(1, bytes, written);
  } catch {
    // Its reader, `head` for example, has gone: there is nothing to do about it.
  }
}
