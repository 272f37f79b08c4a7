// Draws how long calls took, or how large batches were: a bar for each bucket.
import type { JSX } from "preact";
import { count } from "./words.ts";

/**
 * @param bounds the upper ends of the buckets but the last.
 * @param show writes a bound.
 * @param counted what is in the buckets, in the plural.
 */
export function Histogram(props: {
  readonly bounds: readonly number[];
  readonly buckets: readonly number[];
  readonly show: (bound: number | undefined) => string;
  readonly counted: "calls" | "batches";
}): JSX.Element {
  const { bounds, buckets, show, counted } = props;
  const most = Math.max(1, ...buckets);
  const first = Math.max(0, buckets.findIndex((number) => number > 0) - 1);
  const last = Math.min(buckets.length - 1, buckets.findLastIndex((number) => number > 0) + 1);
  if (buckets.every((number) => number === 0))
    return <p class="empty">There were no {counted} in this time.</p>;
  const shown = buckets.map((number, index) => ({ number, index })).slice(first, last + 1);
  return (
    <ul class="histogram">
      {shown.map(({ number, index }) => (
        <li key={index} title={`${number} ${counted}`}>
          <span class="bound">
            {index < bounds.length ? `≤ ${show(bounds[index])}` : `> ${show(bounds.at(-1))}`}
          </span>
          <meter min={0} max={most} value={number} aria-label={`${number} ${counted}`} />
          <span class="number">{count(number)}</span>
        </li>
      ))}
    </ul>
  );
}
