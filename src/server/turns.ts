// Waits for the event loop to have looked at what the system holds for it.
import { socketsLookedAt } from "../runtime/looking/looking.ts";

/**
 * Resolves when what lay ready when it was called, connections to accept and bytes to read, has been handled: a call
 * that held the event loop may have kept it from looking for long.
 */
export async function waitingEventsHandled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, aTurn));
  for (let turn = 0; turn < 2; turn++) await socketsLookedAt();
}

/** Milliseconds: a turn of the event loop's, and some for runtimes that read by other threads. */
const aTurn = 20;
