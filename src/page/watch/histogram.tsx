// Draws how long calls took: a bar for each bucket.
import type { JSX } from "preact";
import { count, seconds } from "./words.ts";

/** @param bounds the upper ends of the buckets but the last, in seconds. */
export function Histogram(props: {
  readonly bounds: readonly number[];
  readonly buckets: readonly number[];
}): JSX.Element {
  const { bounds, buckets } = props;
  const most = Math.max(1, ...buckets);
  const first = Math.max(0, buckets.findIndex((calls) => calls > 0) - 1);
  const last = Math.min(buckets.length - 1, buckets.findLastIndex((calls) => calls > 0) + 1);
  if (buckets.every((calls) => calls === 0)) return <p class="empty">No call has ended in this time.</p>;
  const shown = buckets.map((calls, index) => ({ calls, index })).slice(first, last + 1);
  return (
    <ul class="histogram">
      {shown.map(({ calls, index }) => (
        <li key={index} title={`${calls} calls`}>
          <span class="bound">
            {index < bounds.length ? `≤ ${seconds(bounds[index])}` : `> ${seconds(bounds.at(-1))}`}
          </span>
          <meter min={0} max={most} value={calls} aria-label={`${calls} calls`} />
          <span class="number">{count(calls)}</span>
        </li>
      ))}
    </ul>
  );
}
