// Runs what a handler prepares itself by: `share`, where no other worker has, and `init`.
import type { Handler, WorkerInfo } from "../../handler/handler.ts";
import type { SharedMessage, ShareMessage } from "../sharing/messages.ts";

/** The way to the server. */
interface Asking {
  /** Tells that it begins. */
  begins(): Promise<void>;
  send(message: ShareMessage): void;
  /** To the only question. */
  readonly answer: Promise<SharedMessage>;
}

/** @returns what the worker's later steps are told of it. @throws {InitError} @throws {HandlerError} */
export async function initialized(
  { init, share }: Handler,
  worker: WorkerInfo & { readonly runs: "thread" | "process" },
  { begins, send, answer }: Asking,
): Promise<WorkerInfo> {
  let self: WorkerInfo = worker;
  if (init === undefined && share === undefined) return self;
  await begins();
  if (share !== undefined) {
    const { sharedIn } = await import("../sharing/shared.ts");
    self = { ...self, shared: await sharedIn(worker.runs, share, answer, send) };
  }
  await init?.(self);
  return self;
}
