// The rule by which the calls of one function are gathered, and what is known of a call that waits.

/** A rule, checked, with its defaults. */
export interface BatchRule extends BatchLimits {
  /** Calls of which it gives different values never share a batch; absent: all may. */
  readonly key?: KeyOf | undefined;
  /** A call's weight; absent: each weighs 1. */
  readonly size?: WeightOf | undefined;
  /** Calls with a higher number go first; absent: all have 0. */
  readonly priority?: WeightOf | undefined;
}

/** The numbers of a rule: plain data. */
export interface BatchLimits {
  /** Calls of a batch, at most. */
  readonly maxSize: number;
  /** Milliseconds that the first call of a batch may wait for others. */
  readonly maxDelay: number;
  /** Sizes at which a batch does not wait for more, the smallest first. */
  readonly preferred: readonly number[];
  /** The weight of a batch, at most; a call that is heavier goes alone. */
  readonly maxWeight: number;
  /** Milliseconds from its arrival at the server after which a call that waits is refused; 0: never. */
  readonly deadline: number;
  /** Calls that may wait in a worker for their batch. */
  readonly room: number;
}

/** Tells what calls have to share. */
export type KeyOf = (args: readonly unknown[], call: never) => string | number;

/** Tells a number of a call. */
export type WeightOf = (args: readonly unknown[], call: never) => number;

/** A call that waits in a {@link Gatherer}. */
export interface WaitingCall {
  readonly key: string | number | undefined;
  readonly weight: number;
  readonly priority: number;
  /** The time when it came, in milliseconds of any clock. */
  readonly since: number;
  /** The time when it came to the server, by the same clock. */
  readonly arrived: number;
}

/**
 * The reasons for which a batch waits for no more calls: it has `maxSize` calls or `maxWeight`, a `preferred` size, as many
 * as can be expected (`complete`), its worker's share of all there are (`share`), or has waited for `maxDelay`.
 */
export const closings = ["maxSize", "maxWeight", "preferred", "complete", "share", "maxDelay"] as const;

/** One of {@link closings}. */
export type Closing = (typeof closings)[number];
