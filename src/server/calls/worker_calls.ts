// The interface between a server's workers and the executors that send calls to them, by shared memory or by messages.
import type { ResolvedService } from "../../schema/service.ts";
import type { PlainRules } from "./batch_rules.ts";
import type { Caller, Executor } from "./executor.ts";
import type { Watched } from "./progress.ts";

/** A message between a server and a worker: each executor has its own. */
type CallMessage = object;

/** A worker that calls are sent to. */
export interface CallWorker {
  /** Counts the workers of a server, from 1. */
  readonly id: number;
  send(message: CallMessage): void;
  /** The same, with memory of the message that becomes the worker's. */
  give(message: CallMessage, memory: ArrayBuffer): void;
  /**
   * Ends it in the middle of a call that holds it.
   * @param why for the log.
   * @returns false: that might end the whole program, and it goes on.
   */
  interrupt(why: string): boolean;
}

/** Runs calls inside a worker. */
export interface CallRunner {
  receive(message: CallMessage): void;
  /** Takes no more calls. Resolves when those at work are answered. */
  drain(): Promise<void>;
}

/** The limits that each function's calls have, in the order of the functions: seconds, 0 for none, null for the usual. */
export type FunctionTimeouts = readonly (number | null | undefined)[];

/** Sends calls to workers. */
export interface WorkerCalls extends Executor, Watched {
  /** Takes in a worker that is ready. */
  add(worker: CallWorker): void;
  /** A worker is to get no more calls from now on, before it has heard that it is to end. */
  retire?(worker: CallWorker): void;
  /** The handler of the next workers says how long calls may take, and which wait for each other; undefined: nothing. */
  limit(
    service: ResolvedService,
    timeouts: FunctionTimeouts | undefined,
    rules: PlainRules | undefined,
  ): void;
  /** A message of a worker's about one of its calls. */
  receive(worker: CallWorker, message: CallMessage): void;
  /** Tells running calls that their client has left. */
  gone(caller: Caller): void;
  /** A worker could not be started, or took so many milliseconds to start. */
  started(outcome: string | number): void;
  /** No worker is to come. */
  end(): void;
  /** Answers the calls of a worker that has ended. @returns how many it ran. */
  remove(worker: CallWorker, reason: string): number;
}
