// Lists the methods of a server with their rates and times; one can be chosen for the charts.
import type { JSX } from "preact";
import { quantileOf } from "../../metrics/quantile.ts";
import type { Live } from "../../server/admin/page/live.ts";
import { bucketsOf, failureRateOf, type Interval, rateOf } from "./history.ts";
import { count, seconds } from "./words.ts";

/** @param intervals that the rates and times are of. */
export function Methods(props: {
  readonly live: Live;
  readonly intervals: readonly Interval[];
  readonly method: string | undefined;
  readonly setMethod: (method: string | undefined) => void;
}): JSX.Element {
  const { live, intervals, method, setMethod } = props;
  const time = intervals.reduce((sum, one) => sum + one.seconds, 0);
  const mean = (of: (one: Interval) => number) =>
    time === 0 ? 0 : intervals.reduce((sum, one) => sum + of(one) * one.seconds, 0) / time;
  const rows = live.methods.map((one) => {
    const buckets = bucketsOf(intervals, one.method);
    const at = (part: number) => quantileOf(live.bounds, buckets, part);
    return {
      ...one,
      rate: mean((interval) => rateOf(interval, one.method)),
      failures: mean((interval) => failureRateOf(interval, one.method)),
      total: one.buckets.reduce((sum, calls) => sum + calls, 0),
      times: [at(0.5), at(0.99)],
    };
  });
  rows.sort((one, other) => other.rate - one.rate || other.total - one.total);
  return (
    <>
      <table class="fields methods-at-work">
        <thead>
          <tr>
            {[
              "Method",
              "Calls/s",
              "Failed/s",
              "At work",
              "Waiting",
              "Median",
              "p99",
              "In all",
              "Failures",
            ].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.method} class={row.method === method ? "chosen" : undefined}>
              <th scope="row">
                <button
                  type="button"
                  class="plain"
                  aria-pressed={row.method === method}
                  onClick={() => setMethod(row.method === method ? undefined : row.method)}
                >
                  {row.method}
                </button>
              </th>
              <td>{count(row.rate)}</td>
              <td class={row.failures > 0 ? "bad" : undefined}>{count(row.failures)}</td>
              <td>{row.atWork}</td>
              <td>{row.waiting}</td>
              <td>{seconds(row.times[0])}</td>
              <td>{seconds(row.times[1])}</td>
              <td>{count(row.total)}</td>
              <td class="kinds">
                {Object.entries(row.failed).map(([kind, number]) => (
                  <span key={kind}>
                    {kind} {count(number)}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {live.uncalled > 0 && (
        <p class="empty">
          {live.uncalled} {live.methods.length > 0 ? "others have" : "methods have"} not been called.
        </p>
      )}
    </>
  );
}
