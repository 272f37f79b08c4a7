// Estimates quantiles of what was counted in buckets.

/**
 * An estimate, as Prometheus makes it: values are taken to be spread evenly over their bucket.
 * @param bounds upper ends of the buckets; there is one bucket more.
 * @param part from 0 to 1.
 * @returns undefined: nothing was counted.
 */
export function quantileOf(
  bounds: readonly number[],
  buckets: ArrayLike<number>,
  part: number,
): number | undefined {
  let all = 0;
  for (let bucket = 0; bucket < buckets.length; bucket++) all += buckets[bucket]!;
  if (all === 0) return undefined;
  let below = 0;
  for (const [bucket, bound] of bounds.entries()) {
    const count = buckets[bucket] ?? 0;
    if (below + count >= part * all) {
      const from = bounds[bucket - 1] ?? 0;
      return from + ((bound - from) * (part * all - below)) / count;
    }
    below += count;
  }
  return bounds.at(-1);
}
