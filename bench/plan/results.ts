// The results of measuring, and the two things that are made of them: medians, and ratios within a round.
import type { Dialect } from "./dialects.ts";
import type { ServerSpec } from "./servers.ts";
import type { RequestName } from "./shapes.ts";

/** Calls over connections that stay, as many as the server can answer. */
export interface SteadyLoad {
  readonly kind: "steady";
  readonly request: RequestName;
  readonly connections: number;
  /** Calls that are under way on each connection. */
  readonly depth: number;
}

/** A connection for each call. */
export interface FreshLoad {
  readonly kind: "fresh";
  readonly callers: number;
  /** Calls a second; 0: each caller calls again when it has its reply. */
  readonly pace: number;
}

export type Load = SteadyLoad | FreshLoad;

/** Servers that are measured together, in turn, under the same loads. */
export interface Group {
  readonly title: string;
  readonly dialect: Dialect;
  readonly servers: readonly ServerSpec[];
  /** The server, one of them, that ratios are to. */
  readonly base: ServerSpec;
  readonly loads: readonly Load[];
}

/** What a load generator says of one turn. Times are microseconds. */
export interface Sample {
  /** Calls a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** Connections that the server closed, or calls it did not answer. */
  readonly dropped: number;
  /** Replies of the wrong size. */
  readonly wrong: number;
}

/** How one server did under one load: a sample for each round. */
export interface Outcome {
  readonly group: Group;
  readonly load: Load;
  readonly server: ServerSpec;
  readonly samples: readonly Sample[];
  /** Why there are no samples, or none to trust. */
  readonly failure?: string | undefined;
  /** Whether that is because the program, or a load generator, is not installed. */
  readonly absent?: boolean;
}

/** Something measured of a server that is no load: memory, the time it takes to start. */
export interface Figure {
  readonly what: "idle connections" | "worker" | "start";
  readonly server: ServerSpec;
  readonly unit: "MB" | "ms";
  /** A value for each round. */
  readonly values: readonly number[];
  /** What the median says beside its unit. */
  readonly note?: string | undefined;
  readonly failure?: string | undefined;
}

/** The middle value; the mean of the two in the middle of an even number; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of a column of the samples. */
export function middle(outcome: Outcome, column: keyof Sample): number {
  return median(outcome.samples.map((sample) => sample[column]));
}

/** The median of the ratios of each round: what slows a whole round down slows both. */
export function ratio(outcome: Outcome, base: Outcome, column: "rate" | "p50"): number {
  const ratios = outcome.samples.map(
    (sample, round) => sample[column] / (base.samples[round]?.[column] ?? 0),
  );
  return median(ratios.filter(Number.isFinite));
}

/** Whether two servers, or two loads, are the same by all they say. */
export function isSame<T extends ServerSpec | Load>(one: T, other: T): boolean {
  const [a, b] = [one, other].map((value) => JSON.stringify(value, Object.keys(value).sort()));
  return a === b;
}

/** @returns `points100, 8 connections, depth 16`. */
export function describeLoad(load: Load): string {
  if (load.kind === "fresh") {
    if (load.pace > 0) return `fresh connections, ${load.pace} a second`;
    return `fresh connections, as fast as they go, ${counted(load.callers, "caller")}`;
  }
  const depth = load.depth === 1 ? "" : `, depth ${load.depth}`;
  return `${load.request}, ${counted(load.connections, "connection")}${depth}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
