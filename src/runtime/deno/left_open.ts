// Deno: descriptors that a program which is started gets as they are. Deno closes its own in every program that it starts,
// and has no way to name those that are to stay open.
import { denoCalls } from "./calls.ts";

/**
 * Leaves copies of descriptors open in the program that `start` starts.
 * @param start is given the numbers of the copies.
 * @throws {Error} when Deno may not call the C library, or has no descriptors for them.
 */
export function leftOpen<Started>(
  descriptors: readonly number[],
  start: (copies: readonly number[]) => Started,
): Started {
  const calls = denoCalls();
  if (calls === undefined) throw new Error("Deno needs --allow-ffi, or -A, to hand sockets to it");
  const copies = descriptors.map((descriptor) => calls.fcntl(descriptor, duplicate, behindStandard));
  try {
    if (copies.includes(-1)) throw new Error("no file descriptor is free (ulimit -n)");
    return start(copies);
  } finally {
    for (const copy of copies) if (copy >= 0) calls.close(copy);
  }
}

/** F_DUPFD: the copy stays open. */
const duplicate = 0;
/** The least number of a copy: those before it may be given to the program for its standard streams, and for more. */
const behindStandard = 16;
