// Signals that come while the command line itself is still being loaded. This imports nothing that takes time.
import { writeSync } from "node:fs";

const signals = ["SIGTERM", "SIGINT"] as const;

/** From now on they end the program with status 0 and a word: there is nothing yet to be ended in good order. */
export function stopEarly(): void {
  for (const signal of signals) if (!process.listeners(signal).includes(stop)) process.on(signal, stop);
}

/** Leaves them to others, or to the system. */
export function stopNoMore(): void {
  for (const signal of signals) process.off(signal, stop);
}

let stopped = false;

/** Whether one of them is ending the program, and has said so. */
export function hasStoppedEarly(): boolean {
  return stopped;
}

function stop(signal: NodeJS.Signals): void {
  stopped = true;
  try {
    writeSync(2, `thriftserve: stopped by ${signal} before it served\n`);
  } catch {
    // Our standard error has no reader.
  }
  process.exit(0);
}
