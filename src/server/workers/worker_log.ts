// Lines of the log about the beginning and the end of workers.
import { log, logs } from "../../log/log.ts";

/** A worker, as the log names it. */
interface NamedWorker {
  readonly id: number;
  readonly runs: "thread" | "process";
  /** Its process id, or its thread's number. */
  readonly number: number;
  readonly connections: number;
}

/** It is ready. @param since when it was started. */
export function logStarted({ id, runs, number }: NamedWorker, since: number): void {
  if (!logs("debug")) return;
  const milliseconds = Math.round(performance.now() - since);
  const about = { id, runs, number, milliseconds };
  log.debug("worker {id} ({runs} {number}) has started in {milliseconds} ms", about);
}

/** It is gone. @param isExpected whether that was to come, or is told otherwise. */
export function logEnded(
  { id, runs, number, connections }: NamedWorker,
  reason: string,
  isExpected: boolean,
): void {
  if (!isExpected) {
    const about = { id, runs, number, reason, connections };
    log.error("worker {id} ({runs} {number}) ended: {reason}; {connections} connections were with it", about);
  } else if (logs("debug")) log.debug("worker {id} ({runs} {number}) has ended", { id, runs, number });
}

/** Others have taken its place, and it has not finished its calls in time. */
export function logDropped(file: string, seconds: number): void {
  const words = "calls of an earlier {file} were still at work after {seconds} s: they are dropped";
  log.warn(words, { file, seconds });
}

/** It is a thread that does not look up from what it does. */
export function logLeft({ id, number }: NamedWorker): void {
  log.warn("worker {id} (thread {number}) does not end: it is left to itself until it does", { id, number });
}

/** It is a thread that a call holds, and cannot be ended. */
export function logHeld({ id, number }: NamedWorker, reason: string): void {
  const words =
    "worker {id} (thread {number}) is held by a call: {reason}. It may be in native code, whose end would be that of the whole program: it is left to itself until the call ends. Processes (processpool, forking) can be ended";
  log.error(words, { id, number, reason });
}

/** Its handler's `close` has taken too long. */
export function logCloseOverdue({ id, runs, number }: NamedWorker, file: string, seconds: number): void {
  const about = { file, seconds, id, runs, number };
  log.warn("close of {file} did not end within {seconds} s: worker {id} ({runs} {number}) is ended", about);
}
