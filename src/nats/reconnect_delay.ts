// The waits before a lost connection is tried anew: longer the longer it is lost, and never of the same length for all.

/** Milliseconds. */
const shortest = 100;
const longest = 5000;

/** The waits of one connection. */
export interface ReconnectDelay {
  /** Milliseconds until the next attempt. It may be asked for several times for one. */
  next(): number;
  /** It is connected again. */
  reset(): void;
}

/** @param now the time in milliseconds. @param chance from 0 to 1. */
export function reconnectDelay(now = () => performance.now(), chance = Math.random): ReconnectDelay {
  let since: number | undefined;
  return {
    next() {
      since ??= now();
      const lost = now() - since;
      return Math.min(longest, Math.max(shortest, lost / 2)) * (0.5 + chance() / 2);
    },
    reset() {
      since = undefined;
    },
  };
}
