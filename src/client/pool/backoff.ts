// The waits between attempts: each twice as long as the one before, up to a limit, and never of the same length for all.

/** The first and the longest wait, in seconds. */
export interface Backoff {
  readonly retryDelay: number;
  readonly maxRetryDelay: number;
}

/**
 * Milliseconds to wait. Half of it is left to chance, so that clients who lost a server together do not come back to it
 * together.
 *
 * @param failures attempts that have failed so far.
 */
export function backoffAfter(
  failures: number,
  { retryDelay, maxRetryDelay }: Backoff,
  chance = Math.random,
): number {
  const seconds = Math.min(maxRetryDelay, retryDelay * 2 ** Math.min(failures - 1, 30));
  return seconds * 1000 * (0.5 + chance() / 2);
}
