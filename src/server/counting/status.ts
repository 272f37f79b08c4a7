// The status of a server as JSON: what /status answers, `thriftserve status` prints and server.status() resolves to.
import packageJson from "../../../package.json" with { type: "json" };
import { cells, dialectCell } from "../../metrics/cells.ts";
import { quantileOf } from "../../metrics/quantile.ts";
import { type FunctionSums, finishedCalls, type Sums, succeededCalls } from "../../metrics/sums.ts";
import { bucketBounds } from "../../metrics/times.ts";
import { protocolNames } from "../../protocol/names.ts";
import { runtime } from "../../runtime/current.ts";
import { transportNames } from "../../transport/names.ts";
import type { ModelName } from "../models.ts";
import type { RefusalKind } from "../refusals.ts";
import type { Observed, ObservedWorker, RestartReason } from "./observed.ts";

/** A server at one moment. Times are in seconds, sizes in bytes. Plain data. */
export interface ServerStatus {
  readonly service: string;
  readonly model: ModelName;
  /** The address that it listens on; the first of several. */
  readonly address: string;
  /** All that it listens on. */
  readonly addresses: readonly string[];
  /** `ready` takes calls; `unready` does not, for a reason; `ending` takes no new connections. */
  readonly state: "ready" | "unready" | "ending";
  readonly reason?: string;
  /** The version of thriftserve. */
  readonly version: string;
  /** `bun 1.4.5`. */
  readonly runtime: string;
  /** Its process id. */
  readonly process: number;
  /** The time when it began to serve, in the form of ISO 8601, and since. */
  readonly started: string;
  readonly uptime: number;
  /** Resident memory of its process. */
  readonly memory: number;
  /** By how much its event loop is late; absent without an admin port, as what is counted. */
  readonly lag?: number;
  /** Connections that are open, those of them that wait for a worker, and all that there were. */
  readonly connections: { readonly open: number; readonly waiting: number; readonly total: number };
  readonly workers: readonly WorkerStatus[];
  /** Workers whose place others have taken, by reason: how they ended by themselves, the limit of their life, or `told` to end. */
  readonly restarts: Readonly<Record<RestartReason, number>>;
  readonly refusals: Readonly<Record<RefusalKind, number>>;
  /** What was counted; absent without an admin port. */
  readonly calls?: CallStatus;
  readonly bytes?: { readonly received: number; readonly sent: number };
  /** Connections by what they have spoken. */
  readonly dialects?: readonly {
    readonly transport: string;
    readonly protocol: string;
    readonly connections: number;
  }[];
}

/** A worker. */
export type WorkerStatus = Omit<ObservedWorker, "place" | "waitingCalls">;

/** The calls of a server. */
export interface CallStatus {
  /** Calls that have ended, of unknown methods too, and how many of them with an exception. */
  readonly total: number;
  readonly failed: number;
  readonly atWork: number;
  readonly waiting: number;
  readonly methods: readonly MethodStatus[];
}

/** The calls of one function. */
export interface MethodStatus {
  /** As clients call it: `add`, or `Calculator:add` of multiplexed services. */
  readonly method: string;
  readonly total: number;
  readonly failed: number;
  readonly atWork: number;
  /** How long its calls were at work; the last two are estimates. Absent as long as there were none. */
  readonly mean?: number;
  readonly median?: number;
  readonly p99?: number;
}

/** What there is to say of a server. */
export function statusOf(observed: Observed): ServerStatus {
  const { sums } = observed;
  return {
    ...stateOf(observed),
    ...(sums !== undefined && { calls: callsOf(sums, waitingCalls(observed)) }),
  };
}

/** What there is to say of it but for its calls, which takes as long as it has methods. */
export function stateOf(observed: Observed): Omit<ServerStatus, "calls"> {
  const { closing, unready, sums, connections, workers, waitingConnections } = observed;
  const reason = closing ? "it is about to end" : unready;
  return {
    service: observed.service,
    model: observed.model,
    address: observed.addresses[0]!,
    addresses: observed.addresses,
    state: closing ? "ending" : unready === undefined ? "ready" : "unready",
    ...(reason !== undefined && { reason }),
    version: packageJson.version,
    runtime: `${runtime.name} ${runtime.version}`,
    process: process.pid,
    started: new Date(observed.started).toISOString(),
    uptime: Math.round((Date.now() - observed.started) / 1000),
    memory: process.memoryUsage.rss(),
    ...(observed.lag !== undefined && { lag: observed.lag }),
    connections: { open: connections.open, waiting: waitingConnections, total: connections.total },
    workers: workers.map(({ place: _place, waitingCalls: _waiting, ...worker }) => worker),
    restarts: observed.restarts,
    refusals: observed.refusals,
    ...(sums !== undefined && {
      bytes: { received: sums.general[cells.received]!, sent: sums.general[cells.sent]! },
      dialects: dialectsOf(sums),
    }),
  };
}

/** All calls that wait, wherever they do. */
export function waitingCalls({ waitingCalls: here, workers }: Observed): number {
  return workers.reduce((sum, { waitingCalls: there = 0 }) => sum + there, here);
}

/** Connections by what they have spoken, those of which there were any. */
export function dialectsOf({ general }: Sums): NonNullable<ServerStatus["dialects"]> {
  return transportNames.flatMap((transport) =>
    protocolNames.flatMap((protocol) => {
      const connections = general[dialectCell(transport, protocol)]!;
      return connections > 0 ? { transport, protocol, connections } : [];
    }),
  );
}

/** Messages that are no calls of a function. */
export function unknownCalls({ general }: Sums): number {
  return general[cells.unknownMethod]! + general[cells.invalidMessage]!;
}

function callsOf(sums: Sums, waiting: number): CallStatus {
  const methods = [...sums.functions].map(([method, one]) => methodOf(method, one));
  const all = (of: (one: MethodStatus) => number) => methods.reduce((sum, one) => sum + of(one), 0);
  const unknown = unknownCalls(sums);
  return {
    total: all(({ total }) => total) + unknown,
    failed: all(({ failed }) => failed) + unknown,
    atWork: all(({ atWork }) => atWork),
    waiting,
    methods,
  };
}

function methodOf(method: string, sums: FunctionSums): MethodStatus {
  const total = finishedCalls(sums);
  const failed = total - succeededCalls(sums);
  const about = { method, total, failed, atWork: Math.max(0, sums.begun - total) };
  const times = sums.succeeded.map((count, cell) => count + sums.failed[cell]!);
  const buckets = times.subarray(0, -1);
  const timed = buckets.reduce((sum, count) => sum + count, 0);
  if (timed === 0) return about;
  return {
    ...about,
    mean: times.at(-1)! / timed,
    median: quantileOf(bucketBounds, buckets, 0.5),
    p99: quantileOf(bucketBounds, buckets, 0.99),
  };
}
