// Deno: descriptors that a program which is started gets as they are. Deno closes its own in every program that it starts,
// and has no way to name those that are to stay open.
import { denoCalls } from "./calls.ts";

/**
 * Leaves descriptors open in the program that `start` starts.
 * @throws {Error} when Deno may not call the C library.
 */
export function leftOpen<Started>(descriptors: readonly number[], start: () => Started): Started {
  const calls = denoCalls();
  if (calls === undefined) throw new Error("Deno needs --allow-ffi, or -A, to hand sockets to it");
  for (const descriptor of descriptors) calls.fcntl(descriptor, setFlags, 0);
  try {
    return start();
  } finally {
    for (const descriptor of descriptors) calls.fcntl(descriptor, setFlags, closeOnExec);
  }
}

// F_SETFD and FD_CLOEXEC.
const setFlags = 2;
const closeOnExec = 1;
