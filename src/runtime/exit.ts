// The end of this program.

/**
 * Ends this program after its listeners of `exit`.
 *
 * @param exit ends it without taking anything apart: with threads in the middle of native code, the runtimes' own way ends
 * in an abort. Undefined, or where it returns: the runtime's own way.
 */
export function exitWith(status: number, exit?: (status: number) => void): never {
  if (exit === undefined) process.exit(status);
  process.exitCode = status;
  try {
    process.emit("exit", status);
  } catch {
    // What a listener throws keeps no program from ending.
  }
  exit(status);
  process.exit(status);
}
