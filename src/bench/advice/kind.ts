// The kind of a handler, by what its calls were found to be.
import type { CallFacts } from "../results.ts";

/** Its calls are taken several at a time; or they are over at once, wait for something, or compute. */
export type HandlerKind = "batched" | "short" | "waiting" | "computing";

/** Tells it. */
export function kindOf({ seconds, computing, batch }: CallFacts): HandlerKind {
  if (batch !== undefined) return "batched";
  if (seconds < shortCall) return "short";
  return computing < 0.5 ? "waiting" : "computing";
}

/** Whether its calls hold the event loop, by which all clients are served, longer than is good. */
export function holdsLoop(facts: CallFacts): boolean {
  return kindOf(facts) === "computing" && facts.seconds * facts.computing >= longCall;
}

/** Seconds: of less, most is the connection's and not the handler's. */
const shortCall = 0.001;
/** Seconds. */
const longCall = 0.01;
