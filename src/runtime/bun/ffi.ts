// Bun's module for calling C. It is asked for by its name when it is needed: bundlers for other runtimes refuse a
// program that imports what only Bun has.
import type * as Ffi from "bun:ffi";

/** The module. */
export function bunFfi(): typeof Ffi {
  return process.getBuiltinModule("bun:ffi" as "fs") as unknown as typeof Ffi;
}
