// The time that parts of a server wait by: a test hands in one that it turns itself.

/** Tells the time and wakes whoever waits for one. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Runs something once, so many milliseconds later. */
  after(milliseconds: number, run: () => void): Timer;
}

/** Something that is to be run. */
export interface Timer {
  /** Has it not be run; nothing when it was already. */
  cancel(): void;
  /** Lets the program end before. */
  unref(): void;
}

/** The machine's. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timeout = setTimeout(run, milliseconds);
    return { cancel: () => clearTimeout(timeout), unref: () => void timeout.unref() };
  },
};
