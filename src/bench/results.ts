// The outcome of a benchmark, as reports and advice read it: plain data.
import type { Candidate } from "./candidates.ts";
import type { Latency } from "./load/latencies.ts";
import type { Test } from "./tests.ts";

/** One test of one server. */
export interface Figures {
  /** Calls that were answered. */
  readonly calls: number;
  readonly failed: number;
  /** Calls that the end of the test has cut off. */
  readonly unanswered: number;
  readonly seconds: number;
  /** Calls a second. */
  readonly rate: number;
  readonly median: Latency | undefined;
  readonly p99: Latency | undefined;
  /** The share of a processor that a load generator took, of the one that took most. */
  readonly generator: number;
  /** Failures by their reasons. */
  readonly errors: Readonly<Record<string, number>>;
}

/** A server, and what was measured of it. */
export interface Measured {
  readonly name: string;
  /** Absent: it ran already, and was called by its address. */
  readonly candidate?: Candidate;
  /** Bytes, with the clients of the test `few` connected; undefined where the system does not tell. */
  readonly memory?: number | undefined;
  /** Seconds from its start until it accepted. */
  readonly startedIn?: number | undefined;
  /** By the tests' names. */
  readonly figures: Readonly<Record<string, Figures>>;
  /** Why it could not be measured. */
  readonly failure?: string;
}

/** The call, as it was found to be before the servers were measured. */
export interface CallFacts {
  /** Seconds of the very first one. */
  readonly first: number;
  /** Seconds, the median of some in series. */
  readonly seconds: number;
  /** The share of that time in which it holds a processor. */
  readonly computing: number;
  /** The most calls that the handler takes as one; absent: it takes one. */
  readonly batch?: number | undefined;
}

/** A whole benchmark. */
export interface Results {
  readonly handler: string | undefined;
  readonly method: string;
  /** The runtime that the servers and the load generators run on. */
  readonly runtime: string;
  readonly machine: string;
  readonly processors: number;
  readonly workers: number;
  readonly concurrency: number;
  /** Calls a second of the open loop; absent: a closed one. */
  readonly rate?: number | undefined;
  readonly date: string;
  readonly seconds: number;
  readonly call: CallFacts;
  readonly tests: readonly Test[];
  readonly servers: readonly Measured[];
}
