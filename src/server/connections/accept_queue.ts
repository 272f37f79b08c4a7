// Lets in the connections that the system holds in its queue, before a socket that listens is closed: that would reset them.
import { socketsLookedAt } from "../../runtime/looking/looking.ts";
import { waitingEventsHandled } from "../turns.ts";

/**
 * Resolves in the turn of the event loop in which the queue was last seen empty: the socket is to be closed at once.
 *
 * @param accepted the number of connections that were accepted so far.
 * @param isEnding whether no more come into the queue. Where they do, a moment is awaited in which none does.
 */
export async function queueEmptied(accepted: () => number, isEnding: boolean): Promise<void> {
  const until = performance.now() + busyFor;
  let turn = waitingEventsHandled; // some runtimes accept one connection in a turn, and a call may take it
  for (let before = -1; accepted() > before && (isEnding || performance.now() < until); ) {
    before = accepted();
    await turn();
    if (!isEnding) turn = shortTurn;
  }
}

/** A turn as short as there is: timers, then sockets, then this. */
async function shortTurn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  await socketsLookedAt();
}

/** Milliseconds after which it is left at that: connections come all the time. */
const busyFor = 250;
