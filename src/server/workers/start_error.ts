// The error for a worker that could not be started, and the worker's own, made again on this side of the messages.
import { HandlerError, InitError } from "../../handler/handler.ts";
import { IdlError } from "../../idl/errors.ts";
import { runtime } from "../../runtime/current.ts";
import { hasFreeDescriptors, openFilesLimit } from "../../runtime/open_files.ts";
import type { Failure, Stage } from "../messages.ts";

/** Thrown when a worker could not be started. */
export class WorkerStartError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "WorkerStartError";
  /**
   * The worker's own error, where it has told one: a {@link HandlerError}, an {@link IdlError}, an {@link InitError}, or
   * an error with the name of what else was thrown.
   */
  declare readonly cause?: Error;
}

/** The error for a worker that has told of its failure. */
export function startError(failure: Failure): WorkerStartError {
  return new WorkerStartError(failure.message, { cause: errorOf(failure) });
}

function errorOf({ name, message, stack, diagnostics }: Failure): Error {
  const error = withName(name, message, diagnostics);
  error.stack = stack;
  return error;
}

function withName(name: string, message: string, diagnostics: Failure["diagnostics"]): Error {
  if (name === "HandlerError") return new HandlerError(message);
  if (name === "InitError") return new InitError(message);
  if (name === "IdlError" && diagnostics !== undefined) return new IdlError(diagnostics);
  return Object.defineProperty(new Error(message), "name", {
    value: name,
    configurable: true,
    writable: true,
  });
}

/** @throws {WorkerStartError} when there are too few file descriptors to start a worker. */
export function requireDescriptors(runs: "thread" | "process"): void {
  if (hasFreeDescriptors(runtime.descriptorsOf[runs] + neededToStart)) return;
  throw new WorkerStartError(`no file descriptors are left for a ${runs} (ulimit -n is ${openFilesLimit()})`);
}

/** Descriptors that a start takes for a moment: pipes, files that are read. */
const neededToStart = 8;

/** The error where the handler's import, its `init` or its warm-up has taken longer than it may. */
export function overdueStart(stage: Stage, file: string, seconds: number): InitError {
  return new InitError(`${stage} of ${file} had not ended after ${seconds} s, the initTimeout`);
}

/** The words for a worker that ended in the middle of its start. */
export function endedEarly(id: number, stage: Stage, file: string, reason: string): string {
  const what = stage === "warmup" ? `ran the warmup of ${file}` : `imported ${file} or ran its init`;
  return `worker ${id} ended while it ${what}: ${reason}`;
}
