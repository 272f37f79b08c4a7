// Shows a server at work: its rates and times, its methods, its workers, and who is connected.
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { quantileOf } from "../../metrics/quantile.ts";
import type { ServedBy } from "../../server/admin/page/document.ts";
import type { Live } from "../../server/admin/page/live.ts";
import { Chart, type Line } from "./chart.tsx";
import { Histogram } from "./histogram.tsx";
import { batchesOf, bucketsOf, failureRateOf, type Interval, kept, rateOf } from "./history.ts";
import { LogLines } from "./log_lines.tsx";
import { Methods } from "./methods.tsx";
import { RecordedCalls } from "./recorded_calls.tsx";
import { useLive } from "./use_live.ts";
import { bytes, count, duration, seconds } from "./words.ts";
import { Workers } from "./workers.tsx";

/** Intervals that the table and the histogram are about. */
const recent = 30;

/** @param server how it is reached, and whether it may be changed. */
export function WatchPage({ server }: { readonly server: ServedBy }): JSX.Element {
  const { live, intervals, lines, calls, failure } = useLive();
  const [method, setMethod] = useState<string>();
  if (live === undefined) return <p class="waiting">{failure ?? "Looking at the server …"}</p>;
  const { status, bounds, sizeBounds } = live;
  const lately = intervals.slice(-recent);
  const batches = batchesOf(lately, method);
  return (
    <article class="watch">
      <header class="title watch-title">
        <div>
          <p class="kind">
            {status.model} on {status.runtime}, for {duration(status.uptime)}
          </p>
          <h1>{status.service}</h1>
        </div>
        <p class={`state ${status.state}`} role="status">
          {failure === undefined ? stateText(status) : `no answer: ${failure}`}
        </p>
      </header>
      <Charts intervals={intervals} bounds={bounds} method={method} />
      <div class="columns">
        <section>
          <h2>Methods, in the last {recent} s</h2>
          <Methods {...{ live, method, setMethod }} intervals={lately} />
        </section>
        <section>
          <h2>Times{method === undefined ? "" : ` of ${method}`}</h2>
          <Histogram bounds={bounds} buckets={bucketsOf(lately, method)} show={seconds} counted="calls" />
          {batches.length > 0 && (
            <>
              <h2>Calls in a batch</h2>
              <Histogram bounds={sizeBounds} buckets={batches} show={String} counted="batches" />
            </>
          )}
        </section>
      </div>
      <Workers status={status} mayChange={server.calls} />
      <Facts status={status} />
      {calls !== undefined && <RecordedCalls calls={calls} />}
      <LogLines lines={lines} />
    </article>
  );
}

function Charts(props: {
  readonly intervals: readonly Interval[];
  readonly bounds: readonly number[];
  readonly method: string | undefined;
}): JSX.Element {
  const { intervals, bounds, method } = props;
  const charts = useMemo(() => {
    const line = (name: string, kind: Line["kind"], of: (one: Interval) => number | undefined): Line => ({
      name,
      kind,
      values: intervals.map(of),
    });
    const quantile = (part: number) => (one: Interval) => quantileOf(bounds, bucketsOf([one], method), part);
    return [
      {
        title: method === undefined ? "Calls a second" : `${method}, calls a second`,
        show: count,
        lines: [
          line("all", "first", (one) => rateOf(one, method)),
          line("failed", "bad", (one) => failureRateOf(one, method)),
        ],
      },
      {
        title: "Times",
        show: seconds,
        lines: [
          line("median", "first", quantile(0.5)),
          line("p95", "second", quantile(0.95)),
          line("p99", "third", quantile(0.99)),
        ],
      },
      {
        title: "Calls",
        show: count,
        lines: [
          line("at work", "first", (one) => one.atWork),
          line("waiting", "third", (one) => one.waiting),
        ],
      },
      {
        title: "Bytes a second",
        show: bytes,
        lines: [
          line("in", "first", (one) => Math.round(one.received / one.seconds)),
          line("out", "second", (one) => Math.round(one.sent / one.seconds)),
        ],
      },
      { title: "Connections", show: count, lines: [line("open", "first", (one) => one.connections)] },
      { title: "Memory", show: bytes, lines: [line("all processes", "first", (one) => one.memory)] },
    ];
  }, [intervals, bounds, method]);
  return (
    <div class="charts">
      {charts.map((one) => (
        <Chart key={one.title} {...one} slots={Math.min(kept, Math.max(60, intervals.length))} />
      ))}
    </div>
  );
}

function Facts({ status }: { readonly status: Live["status"] }): JSX.Element {
  const { connections, dialects = [], refusals, restarts, bytes: moved } = status;
  const counted = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .filter(([, number]) => number > 0)
      .map(([name, number]) => `${name} ${number}`);
  const facts: readonly (readonly [string, readonly string[]])[] = [
    [
      "Connections",
      [`${connections.open} open`, `${connections.waiting} waiting`, `${connections.total} in all`],
    ],
    ["Dialects", dialects.map((one) => `${one.transport} ${one.protocol} ${one.connections}`)],
    ["Bytes", moved === undefined ? [] : [`${bytes(moved.received)} in`, `${bytes(moved.sent)} out`]],
    ["Refused", counted(refusals)],
    ["Workers replaced", counted(restarts)],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, values]) => [
        <dt key={name}>{name}</dt>,
        <dd key={`${name}:`}>
          {values.length === 0 ? "none" : values.map((value) => <span key={value}>{value}</span>)}
        </dd>,
      ])}
    </dl>
  );
}

function stateText({ state, reason }: Live["status"]): string {
  return reason === undefined ? state : `${state}: ${reason}`;
}
