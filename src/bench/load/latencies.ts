// A histogram of latencies that can be sent and added up: its buckets grow by two percent.

/** Counts of latencies by bucket. */
export type Latencies = Map<number, number>;

/** Each bucket's upper end is that much above its lower one: what is read from it is right to a percent. */
const growth = Math.log(1.02);

/** @param milliseconds from nothing up. */
export function addLatency(latencies: Latencies, milliseconds: number): void {
  const bucket = Math.round(Math.log(Math.max(milliseconds * 1000, 1)) / growth);
  latencies.set(bucket, (latencies.get(bucket) ?? 0) + 1);
}

/** Adds what another one counted. */
export function addAll(latencies: Latencies, others: Iterable<readonly [number, number]>): void {
  for (const [bucket, count] of others) latencies.set(bucket, (latencies.get(bucket) ?? 0) + count);
}

/** A latency in milliseconds. */
export interface Latency {
  readonly milliseconds: number;
  /** The call had no answer yet when the test ended: it took longer than that. */
  readonly isLonger: boolean;
}

/**
 * The latency that a part of all calls did not exceed. Calls without an answer count as the longest, so that cutting a
 * test short does not make its server look better.
 *
 * @param part from 0 to 1.
 * @param unanswered the number of calls without an answer.
 * @param waited milliseconds that the longest of those had waited.
 * @returns undefined when there were no calls.
 */
export function percentile(
  latencies: Latencies,
  part: number,
  unanswered = 0,
  waited = 0,
): Latency | undefined {
  const buckets = [...latencies].sort(([one], [other]) => one - other);
  const answered = buckets.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(part * (answered + unanswered)));
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= rank) return { milliseconds: Math.exp(bucket * growth) / 1000, isLonger: false };
  }
  return unanswered > 0 ? { milliseconds: waited, isLonger: true } : undefined;
}
