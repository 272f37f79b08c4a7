// Looks of the event loop at its sockets, which all connections share that are about to close.
import { socketsLookedAt } from "../../../runtime/looking/looking.ts";

const waiting: (() => void)[] = [];
let looking = false;

/**
 * Calls back right after a look: what comes between that and a close is lost. So few are called after each look that the last
 * of them is as near to it, and a look during which the event loop was held for long does not count.
 */
export function afterLook(callback: () => void): void {
  waiting.push(callback);
  if (!looking) void lookOn();
}

async function lookOn(): Promise<void> {
  looking = true;
  try {
    while (waiting.length > 0) {
      await briefLook();
      const since = performance.now();
      do waiting.shift()?.();
      while (waiting.length > 0 && performance.now() - since < nearEnough);
      await new Promise((resolve) => setImmediate(resolve)); // their ends go out first
    }
  } finally {
    looking = false;
  }
}

async function briefLook(): Promise<void> {
  for (let looks = 0; looks < mostLooks; looks++) {
    const began = performance.now();
    await socketsLookedAt();
    if (performance.now() - began < brief) return;
  }
}

/** Milliseconds. On a busy machine the system takes the processor away for longer, between a look and a close. */
const brief = 1;
const mostLooks = 50;
const nearEnough = 0.5;
