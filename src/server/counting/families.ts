// The table of metrics: what each is called and means. docs/metrics.md and the files in deploy/ are held against it.

import { closings } from "../../batching/rule.ts";
import { type BatchSums, sizeBounds } from "../../metrics/batch_cells.ts";
import { cells } from "../../metrics/cells.ts";
import { type Family, histogramSamples, type Sample } from "../../metrics/family.ts";
import { application, finishedCalls, isSuccess, type Sums } from "../../metrics/sums.ts";
import { bucketBounds, histogramCells } from "../../metrics/times.ts";
import { natsMetrics } from "./nats_metrics.ts";
import { type Observed, workerStates } from "./observed.ts";
import { dialectsOf, type ServerStatus, waitingCalls } from "./status.ts";

/** A metric, and its samples at one moment. */
export interface Metric extends Omit<Family, "samples"> {
  /** Its labels. */
  readonly labels: readonly string[];
  samples(observed: Observed, status: ServerStatus): readonly Sample[];
}

/** Names are baseplate's where it has one for the same. */
export const metrics: readonly Metric[] = [
  {
    name: "thrift_server_requests_total",
    type: "counter",
    help: "Calls that have ended. The exception is one that the IDL declares, TApplicationException with its code, or WorkerEnded; the method of a call that no function has is (unknown).",
    labels: ["thrift_method", "thrift_success", "thrift_exception_type", "thrift_exception_code"],
    samples: counted(requests),
  },
  {
    name: "thrift_server_latency_seconds",
    type: "histogram",
    help: "Time that calls were at work, from the reading of their arguments to their reply.",
    labels: ["thrift_method", "thrift_success"],
    samples: counted(latencies),
  },
  {
    name: "thrift_server_active_requests",
    type: "gauge",
    help: "Calls at work.",
    labels: ["thrift_method"],
    samples: counted(({ functions }) =>
      [...functions].map(([method, sums]) => ({
        labels: { thrift_method: method },
        value: Math.max(0, sums.begun - finishedCalls(sums)),
      })),
    ),
  },
  {
    name: "thrift_server_queue_seconds",
    type: "histogram",
    help: "Time that calls have waited for a worker before they began.",
    labels: [],
    samples: counted(waits),
  },
  {
    name: "thrift_server_batch_size",
    type: "histogram",
    help: "Calls of a batch, of functions that the handler's batch names.",
    labels: ["thrift_method"],
    samples: counted((sums) =>
      ofBatches(sums, ({ sizes }) => histogramSamples(sizeBounds, sizes, sizes.at(-1)!)),
    ),
  },
  {
    name: "thrift_server_batch_wait_seconds",
    type: "histogram",
    help: "Time that calls have waited in their worker for the others of their batch.",
    labels: ["thrift_method"],
    samples: counted((sums) =>
      ofBatches(sums, ({ waits: times }) => histogramSamples(bucketBounds, times, times.at(-1)!)),
    ),
  },
  {
    name: "thrift_server_batches_total",
    type: "counter",
    help: "Batches by what they did not wait beyond: maxSize, maxWeight, a preferred size, all calls that could be expected (complete), a worker's share of all calls (share), or maxDelay.",
    labels: ["thrift_method", "closed_by"],
    samples: counted((sums) =>
      ofBatches(sums, (batches) =>
        byLabel(
          "closed_by",
          closings.map((name, place) => [name, batches.closings[place]!]),
        ),
      ),
    ),
  },
  {
    name: "thrift_server_queued_requests",
    type: "gauge",
    help: "Calls that wait for a worker.",
    labels: [],
    samples: (observed) => one(waitingCalls(observed)),
  },
  {
    name: "thrift_server_open_connections",
    type: "gauge",
    help: "Connections that are open, those that wait for a worker included.",
    labels: [],
    samples: ({ connections }) => one(connections.open),
  },
  {
    name: "thrift_server_waiting_connections",
    type: "gauge",
    help: "Connections that wait for a worker.",
    labels: [],
    samples: ({ waitingConnections }) => one(waitingConnections),
  },
  {
    name: "thrift_server_connections_total",
    type: "counter",
    help: "Connections that were let in.",
    labels: [],
    samples: ({ connections }) => one(connections.total),
  },
  {
    name: "thrift_server_dialect_connections_total",
    type: "counter",
    help: "Connections by the dialect of their first message.",
    labels: ["thrift_transport", "thrift_protocol"],
    samples: counted((sums) =>
      dialectsOf(sums).map(({ transport, protocol, connections }) => ({
        labels: { thrift_transport: transport, thrift_protocol: protocol },
        value: connections,
      })),
    ),
  },
  {
    name: "thrift_server_received_bytes_total",
    type: "counter",
    help: "Bytes received from clients, those of TLS not included.",
    labels: [],
    samples: counted(({ general }) => one(general[cells.received]!)),
  },
  {
    name: "thrift_server_sent_bytes_total",
    type: "counter",
    help: "Bytes sent to clients, those of TLS not included.",
    labels: [],
    samples: counted(({ general }) => one(general[cells.sent]!)),
  },
  {
    name: "thrift_server_refusals_total",
    type: "counter",
    help: "Messages, calls and connections that were refused, by the reason.",
    labels: ["reason"],
    samples: ({ refusals }) => byLabel("reason", Object.entries(refusals)),
  },
  {
    name: "thrift_server_workers",
    type: "gauge",
    help: "Workers by state: they load the handler, take calls, or finish those that they have.",
    labels: ["state"],
    samples: ({ workers }) =>
      byLabel(
        "state",
        workerStates.map((state) => [state, workers.filter((worker) => worker.state === state).length]),
      ),
  },
  {
    name: "thrift_server_worker_restarts_total",
    type: "counter",
    help: "Workers whose place others have taken. They ended by themselves (exit, signal, error), were held by a call (callTimeout), had served long enough (maxCalls, maxAge, maxMemory), or were told to end.",
    labels: ["reason"],
    samples: ({ restarts }) => byLabel("reason", Object.entries(restarts)),
  },
  {
    name: "thrift_server_event_loop_lag_seconds",
    type: "gauge",
    help: "Time by which a timer of one second was late, in the server and in each worker of a pool.",
    labels: ["worker"],
    samples: ({ lag, ...observed }) => [
      ...(lag === undefined ? [] : [{ labels: { worker: "server" }, value: lag }]),
      ...ofWorkers(observed, "lag"),
    ],
  },
  {
    name: "thrift_server_memory_bytes",
    type: "gauge",
    help: "Memory of the server's process, and of each worker of a pool: of its process, or its thread's heap.",
    labels: ["worker"],
    samples: (observed, { memory }) => [
      { labels: { worker: "server" }, value: memory },
      ...ofWorkers(observed, "memory"),
    ],
  },
  {
    name: "thrift_server_ready",
    type: "gauge",
    help: "1 while calls are taken, otherwise 0.",
    labels: [],
    samples: (_, { state }) => one(state === "ready" ? 1 : 0),
  },
  {
    name: "thrift_server_info",
    type: "info",
    help: "What is served, by what.",
    labels: ["service", "model", "version", "runtime"],
    samples: (_, { service, model, version, runtime }) => [
      { labels: { service, model, version, runtime }, value: 1 },
    ],
  },
  {
    name: "process_start_time_seconds",
    type: "gauge",
    help: "Time when the server began to serve, in seconds since 1970.",
    labels: [],
    samples: ({ started }) => one(started / 1000),
  },
  ...natsMetrics,
];

/** All metrics at one moment. */
export function familiesOf(observed: Observed, status: ServerStatus): Family[] {
  return metrics.map(({ labels: _, samples, ...about }) => ({
    ...about,
    samples: samples(observed, status),
  }));
}

function counted(samples: (sums: Sums) => readonly Sample[]): Metric["samples"] {
  return ({ sums }) => (sums === undefined ? [] : samples(sums));
}

function one(value: number): Sample[] {
  return [{ value }];
}

function byLabel(label: string, values: readonly (readonly [string, number])[]): Sample[] {
  return values.map(([name, value]) => ({ labels: { [label]: name }, value }));
}

/** The method of what is no call of a function: clients would make up labels otherwise. */
const unknownMethod = "(unknown)";

function requests({ functions, general }: Sums): Sample[] {
  const sample = (method: string, exception: string, code: string, value: number): Sample => ({
    labels: {
      thrift_method: method,
      thrift_success: String(isSuccess({ exception, code })),
      thrift_exception_type: exception,
      thrift_exception_code: code,
    },
    value,
  });
  const known = [...functions].flatMap(([method, { outcomes }]) =>
    outcomes.map(({ exception, code, count }) => sample(method, exception, code, count)),
  );
  const others: [code: string, cell: number][] = [
    ["UNKNOWN_METHOD", cells.unknownMethod],
    ["INVALID_MESSAGE_TYPE", cells.invalidMessage],
  ];
  const unknown = others.filter(([, cell]) => general[cell]! > 0);
  return [
    ...known,
    ...unknown.map(([code, cell]) => sample(unknownMethod, application, code, general[cell]!)),
  ];
}

function latencies({ functions }: Sums): Sample[] {
  return [...functions].flatMap(([method, { succeeded, failed }]) =>
    [succeeded, failed].flatMap((times, index) => {
      if (times.every((count) => count === 0)) return [];
      const labels = { thrift_method: method, thrift_success: String(index === 0) };
      return histogramSamples(bucketBounds, times, times.at(-1)!, labels);
    }),
  );
}

/** Calls that were not seen to wait did not. */
function waits({ functions, general }: Sums): Sample[] {
  const times = general.slice(cells.wait, cells.wait + histogramCells);
  const waited = times.subarray(0, -1).reduce((sum, count) => sum + count, 0);
  const begun = [...functions.values()].reduce((sum, one) => sum + one.begun, 0);
  times[0]! += Math.max(0, begun - waited);
  return histogramSamples(bucketBounds, times, times.at(-1)!);
}

/** The samples of each function whose calls are run in batches. */
function ofBatches({ functions }: Sums, samples: (batches: BatchSums) => readonly Sample[]): Sample[] {
  return [...functions].flatMap(([method, { batches }]) =>
    batches === undefined
      ? []
      : samples(batches).map((sample) => ({
          ...sample,
          labels: { thrift_method: method, ...sample.labels },
        })),
  );
}

/** Of pools only: where workers come and go with connections there would be too many. */
function ofWorkers(
  { workers, model }: Pick<Observed, "workers" | "model">,
  what: "lag" | "memory",
): Sample[] {
  if (model === "threaded" || model === "forking") return [];
  return workers.flatMap(({ place, [what]: value }) =>
    place === undefined || value === undefined ? [] : { labels: { worker: String(place) }, value },
  );
}
