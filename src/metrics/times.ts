// Histograms of times, in the cells that an event loop counts in.

/**
 * Upper bounds of the buckets that times are counted in, in seconds: baseplate's for `thrift_server_latency_seconds`,
 * 0.1 ms and each 2.5 times as long as the one before. Longer ones are counted in one bucket more.
 */
export const bucketBounds: readonly number[] = Array.from({ length: 14 }, (_, i) => 0.0001 * 2.5 ** i);

/** Cells of a histogram: its buckets, each without those below it, and the sum of all times in seconds. */
export const histogramCells = bucketBounds.length + 2;

/** Counts a time in a histogram. Most times are in its first buckets. */
export function addTime(counted: Float64Array, histogram: number, seconds: number): void {
  counted[histogram + bucketOf(seconds)]! += 1;
  counted[histogram + histogramCells - 1]! += seconds;
}

/** Takes it back. */
export function removeTime(counted: Float64Array, histogram: number, seconds: number): void {
  counted[histogram + bucketOf(seconds)]! -= 1;
  counted[histogram + histogramCells - 1]! -= seconds;
}

function bucketOf(seconds: number): number {
  let bucket = 0;
  while (bucket < bucketBounds.length && seconds > bucketBounds[bucket]!) bucket++;
  return bucket;
}
