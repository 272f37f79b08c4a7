// Node: the end of a program that has threads. Node takes them apart first, and aborts when one of them is in the
// middle of native code, a model that it loads say.
import { exitWith } from "../exit.ts";

let threads = 0;

/** A thread begins, or has ended. */
export function countThread(change: 1 | -1): void {
  threads += change;
}

/** Ends this program at once, whatever its threads are doing: it becomes one that only ends. */
export function exitNode(status: number): never {
  exitWith(status, threads === 0 ? undefined : becomeNothing);
}

/** A process that replaces itself by another program is not taken apart; it has no other way to end so. */
function becomeNothing(status: number): void {
  const { execPath } = process;
  const environment = {}; // not NODE_OPTIONS, which may preload anything
  process.execve?.(execPath, [execPath, "-e", `process.exit(${status})`], environment);
}
