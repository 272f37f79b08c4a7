// The contract between a handler and the server: what a user's module gives.
import type { Batches } from "../batching/batches.ts";
import type { BatchLimits } from "../batching/rule.ts";

/** A function of the IDL as the handler implements it. */
export type Method = (...args: never[]) => unknown;

/** A function that is called in place of a method: with the call, and with what runs the method. */
export type AroundMethod = (call: never, next: () => unknown) => unknown;

/** Memory that workers share, or each has by a name: a typed array as it was given, a Uint8Array of buffers and files. */
export type Shared = ArrayBufferView | Readonly<Record<string, ArrayBufferView>>;

/** The worker that `init` and `close` run in. */
export interface WorkerInfo {
  /** Counts from 1; a replacement has a new one. */
  readonly id: number;
  /** The kind of this worker; `inline` is the server's own event loop. */
  readonly runs: "inline" | "thread" | "process";
  /** The server model's name. */
  readonly model: string;
  /** The device that it is to use, one of the option `devices`; a worker that takes the place of another has the same. */
  readonly device?: string;
  /**
   * The number of threads that native libraries are to have in it: the option `threadsPerWorker`, or the processors divided by
   * the workers. Absent where there is a worker for each connection and no option says so.
   */
  readonly threads?: number;
  /** The memory that the handler's `share` has given, which all workers share; absent where it has none. */
  readonly shared?: Shared;
}

/** A call of a warm-up. */
export interface WarmupCall {
  /** The function's name; where services are multiplexed perhaps with the prefix, `Notes:add`. */
  readonly method: string;
  /**
   * Its arguments as JSON, by their names or in their order: an i64 as a number or its digits in a string, binary as
   * base64, a set as an array. Default: none.
   */
  readonly args?: Readonly<Record<string, unknown>> | readonly unknown[];
}

/**
 * The export `warmup` of a handler: calls that each worker makes of itself, one after the other, or a function that does
 * whatever is to be done. It is run after `init` and before the worker takes clients' calls; one that fails keeps the
 * worker from starting, as an `init` that throws does.
 */
export type Warmup = readonly WarmupCall[] | ((worker: WorkerInfo) => unknown);

/** A step of a warm-up, checked. */
export type WarmupStep =
  | {
      /** Its name in messages: `warmup of handler.ts`. */
      readonly place: string;
      readonly run: (worker: WorkerInfo) => unknown;
    }
  | {
      /** `warmup of handler.ts: call 2, predict`. */
      readonly place: string;
      /** Index of the function in the service. */
      readonly index: number;
      /** In the order of the function's. */
      readonly args: readonly unknown[];
    };

/** A handler that was checked against its service. */
export interface Handler {
  /** In the order of the service's functions. */
  readonly methods: readonly Method[];
  /** The value of `this` inside of each method: the module's default export, or what it lists in `services`. */
  readonly receivers: readonly unknown[];
  /** The functions around each method, the nearest first, in the same order; absent: there are none. */
  readonly arounds?: readonly (readonly AroundMethod[])[];
  /** Seconds that a call of each function may take; 0: any time; undefined: what is usual. */
  readonly timeouts?: readonly (number | undefined)[];
  /** The batches that some of the methods gather calls into; absent: each method is called with one call. */
  readonly batches?: Batches;
  /** How they are gathered, in the order of the functions; undefined: one by one. */
  readonly rules?: readonly (BatchLimits | undefined)[];
  /** Called in one worker, before the others run their `init`. */
  readonly share?: () => Promise<unknown>;
  /** Called once in each worker, before it takes calls. */
  readonly init?: (worker: WorkerInfo) => unknown;
  /** Run once in each worker after `init`, before it takes calls. */
  readonly warmups?: readonly WarmupStep[];
  /** Called when the server begins to end, and serves on for a while. */
  readonly ending?: () => void;
  /** Called with the counts of calls of the whole server, where the handler has asked for them. */
  readonly counted?: (counters: Readonly<Record<string, number>>) => void;
  /** Called once when the worker ends, after its last call. */
  readonly close?: () => unknown;
}

/** Thrown when a handler module cannot be used. The message names the file and the remedy. */
export class HandlerError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "HandlerError";
}

/** Thrown when a handler's `init`, or its warm-up, fails. The message holds what it threw, with the place. */
export class InitError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "InitError";
}

/** Thrown when a handler's `close` fails. The message holds what it threw, with the place. */
export class CloseError extends Error {
  override readonly name = "CloseError";
}
