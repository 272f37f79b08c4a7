// A running server, as its admin port and its status see it. Plain data, but for the counts.

import type { Sums } from "../../metrics/sums.ts";
import type { FrontCounts } from "../../nats/front_counts.ts";
import type { ModelName } from "../models.ts";
import type { RefusalKind } from "../refusals.ts";

/** A server at one moment. */
export interface Observed extends CrewState {
  readonly service: string;
  readonly model: ModelName;
  /** As people read it. */
  readonly addresses: readonly string[];
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Whether it is about to end. */
  readonly closing: boolean;
  /** Connections that are open, those that wait for a worker among them, and those that have come so far. */
  readonly connections: { readonly open: number; readonly total: number };
  readonly refusals: Readonly<Record<RefusalKind, number>>;
  /** Seconds by which the server's own event loop is late; undefined: nothing is counted. */
  readonly lag: number | undefined;
  /** What was counted; undefined: nothing is. */
  readonly sums: Sums | undefined;
  /** The messages that have come by NATS; absent: it takes none. */
  readonly nats?: FrontCounts | undefined;
}

/** Those who run a server's calls, at one moment. */
export interface CrewState {
  /** The reason why it takes no calls; undefined: it does. */
  readonly unready: string | undefined;
  readonly workers: readonly ObservedWorker[];
  /** Calls that wait for a worker, as far as they have come to the server's own event loop. */
  readonly waitingCalls: number;
  /** Connections that wait for a worker. */
  readonly waitingConnections: number;
  /** Workers whose place others have taken, by reason. */
  readonly restarts: Readonly<Record<RestartReason, number>>;
}

/** A worker at one moment. */
export interface ObservedWorker {
  /** Counts the workers of a server, from 1. */
  readonly id: number;
  /** A small number that no other worker has at the same time; absent: it counts nothing. */
  readonly place?: number;
  readonly runs: "thread" | "process";
  /** Its process id, or its thread's number. */
  readonly number: number;
  readonly state: WorkerState;
  readonly connections: number;
  /** The device that it was given; absent: none. */
  readonly device?: string;
  /** Seconds by which its event loop is late; absent: it counts nothing. */
  readonly lag?: number;
  /** Bytes: of its process, or of its thread's heap. Absent: not known yet. */
  readonly memory?: number;
  /** Calls that wait on its own event loop. */
  readonly waitingCalls?: number;
}

/** The states of a worker: it loads the handler, takes calls, or finishes those that it has. */
export const workerStates = ["starting", "ready", "ending"] as const;

/** The state of a worker: it loads the handler, takes calls, or finishes those that it has. */
export type WorkerState = (typeof workerStates)[number];

/**
 * The reasons why others took workers' places. These have ended by themselves when they were not to: by an exit of their own,
 * a signal, an error that nobody has caught. Or a call held them longer than `callTimeout`, they have served long enough, by the option of that name, or were `told`
 * to end by SIGTERM to them alone.
 */
export const restartReasons = [
  "exit",
  "signal",
  "error",
  "callTimeout",
  "maxCalls",
  "maxAge",
  "maxMemory",
  "told",
] as const;

/** The reason why a worker has ended: an exit of its own, a signal, an error that nobody has caught. */
export type RestartReason = (typeof restartReasons)[number];

/** The reason for which a worker that is well is replaced. */
export type WornBy = Extract<RestartReason, "maxCalls" | "maxAge" | "maxMemory" | "told">;

/** No restarts yet. */
export function noRestarts(): Record<RestartReason, number> {
  const zeros = restartReasons.map((reason) => [reason, 0]);
  return Object.fromEntries(zeros) as Record<RestartReason, number>;
}

/** The reason, of what the runtime says of the end. */
export function restartReasonOf(said: string): RestartReason {
  if (said.startsWith("signal ")) return "signal";
  return /^exit code|did not end/.test(said) ? "exit" : "error";
}
