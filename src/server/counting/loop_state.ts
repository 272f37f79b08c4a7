// The state of an event loop, looked at once a second: how late it is, how much memory is used, how many calls wait.
import { cells } from "../../metrics/cells.ts";

/**
 * Writes the state into cells once a second, as long as the program goes on.
 *
 * @param memory whether the memory is the whole process's, or the heap of this thread.
 * @param waiting tells how many calls wait.
 * @param written is called each time.
 */
export function watchLoop(
  counted: Float64Array,
  memory: "process" | "thread",
  waiting: () => number,
  written: () => void = () => {},
): ReturnType<typeof setInterval> {
  let due = performance.now() + between;
  const timer = setInterval(() => {
    const now = performance.now();
    counted[cells.lag] = Math.max(0, now - due) / 1000;
    due = now + between;
    counted[cells.memory] = memory === "process" ? process.memoryUsage.rss() : process.memoryUsage().heapUsed;
    counted[cells.waiting] = waiting();
    counted[cells.ticked] = Date.now();
    written();
  }, between);
  timer.unref();
  return timer;
}

/** Seconds by which an event loop is late, or has been when it was last on time. 0 before its first second is over. */
export function lagOf(counted: Float64Array): number {
  const ticked = counted[cells.ticked]!;
  const since = ticked === 0 ? 0 : (Date.now() - ticked - between) / 1000;
  return Math.max(counted[cells.lag]!, since);
}

/** Milliseconds. */
const between = 1000;
