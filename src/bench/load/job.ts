// The work of a load generator, and its outcome: plain data, as it is told to a process of its own.
import type { AddressOptions } from "../../client/address/options.ts";
import type { ProtocolName } from "../../protocol/names.ts";

/** The server that is called, and how it is spoken to. */
export interface Target {
  readonly where: AddressOptions;
  readonly protocol: ProtocolName;
  readonly transport: "framed" | "buffered" | "header";
}

/** Calls of one function, always the same. */
export interface Job {
  readonly target: Target;
  /** As they go over the wire, in base64: one for each call that a connection has under way, with the sequence ids 1, 2, ... */
  readonly requests: readonly string[];
  readonly connections: number;
  /** Calls on each connection. */
  readonly calls: number;
  /** Whether each call has a connection of its own: its latency has the connecting in it. */
  readonly isFresh: boolean;
  /** Calls a second, begun whether or not others were answered; absent: each caller's next call follows its last answer. */
  readonly rate?: number;
  /** Seconds after which no more calls begin. */
  readonly seconds: number;
  /** Seconds that calls under way have after that. */
  readonly grace: number;
  /** Whether the connections stay open until the next job, or {@link Told.release}. */
  readonly isHeld: boolean;
}

/** The outcome of a job. */
export interface Outcome {
  readonly answered: number;
  readonly failed: number;
  /** Calls that had begun, or were due, and had no answer at the end. */
  readonly unanswered: number;
  /** Milliseconds that the longest of these had waited. */
  readonly waited: number;
  /** Seconds from the first connecting to the last answer, or to the end where calls had none. */
  readonly seconds: number;
  /** The share of one processor that the generator took. */
  readonly busy: number;
  readonly latencies: readonly (readonly [number, number])[];
  /** Failures by their reasons. */
  readonly errors: Readonly<Record<string, number>>;
}

/** What a generator's process is told, a line of JSON each. */
export interface Told {
  readonly job?: Job;
  /** Closes the connections that were held. */
  readonly release?: true;
  /** A server that ends with this benchmark, however that ends; 0: none. */
  readonly guarded?: number;
}
