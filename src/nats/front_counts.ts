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
  /** Oneway calls that a stream has brought, each as often as it has. */
  delivered: number;
  /** Of these, such that it had brought before, to this member or another. */
  redelivered: number;
  /** Those that were run, and are out of the stream. */
  acknowledged: number;
  /** Those that are to be brought once more. */
  retried: number;
  /** Those that were given up. */
  dead: number;
}

/** Nothing counted. */
export function noFrontCounts(): FrontCounts {
  const streamed = { delivered: 0, redelivered: 0, acknowledged: 0, retried: 0, dead: 0 };
  return { requests: 0, errors: 0, givenBack: 0, time: 0, ...streamed };
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
