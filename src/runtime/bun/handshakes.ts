// Bun: has the system begin no more connections for a socket that listens.
import { dropSyns } from "../sockets/syn_filter.ts";
import { bunFfi } from "./ffi.ts";
import { endingCalls } from "./system_calls.ts";

/** See {@link Listener.endHandshakes}. */
export function endHandshakes(descriptor: number): boolean {
  if (process.platform !== "linux") return false;
  const calls = endingCalls();
  return calls !== undefined && dropSyns(descriptor, calls.setsockopt, (bytes) => bunFfi().ptr(bytes));
}
