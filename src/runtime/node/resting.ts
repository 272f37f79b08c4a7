// Node: a rest for an event loop that tries to accept a connection in each of its turns, and fails.
import { sleep } from "../standard_descriptor.ts";

/**
 * Rests a moment in each turn for a second, unless it is over before: libuv tries again at once, cannot be kept from it, and
 * would take a processor for it. Calls are answered meanwhile, a moment later.
 */
export function restInEachTurn(isOver: () => boolean): void {
  const until = performance.now() + restsFor;
  const rest = () => {
    if (performance.now() >= until || isOver()) return;
    sleep(pause);
    setImmediate(rest).unref();
  };
  rest();
}

/** Milliseconds. */
const restsFor = 1000;
const pause = 5;
