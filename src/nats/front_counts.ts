// Counts of the messages that came by NATS, summed up of a server and all its workers, those that are gone too.

/** The counts of a front. */
export interface FrontCounts {
  /** Messages that were taken. */
  requests: number;
  /** Messages that were taken and got no reply of their call. */
  errors: number;
  /** Messages that were given back, for another member. */
  givenBack: number;
  /** Milliseconds from the first to the last moment of all calls together. */
  time: number;
}

/** Nothing counted. */
export function noFrontCounts(): FrontCounts {
  return { requests: 0, errors: 0, givenBack: 0, time: 0 };
}

/** Adds to `sum`. */
export function addFrontCounts(sum: FrontCounts, counts: Readonly<FrontCounts>): void {
  for (const name of names) sum[name] += counts[name];
}

/** @returns the counts since `before`, which is set to `counts`; undefined: none. */
export function frontCountsSince(
  before: FrontCounts,
  counts: Readonly<FrontCounts>,
): FrontCounts | undefined {
  const since = noFrontCounts();
  let any = false;
  for (const name of names) {
    since[name] = counts[name] - before[name];
    before[name] = counts[name];
    any ||= since[name] !== 0;
  }
  return any ? since : undefined;
}

const names = Object.keys(noFrontCounts()) as (keyof FrontCounts)[];
