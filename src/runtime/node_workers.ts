// Threads by node:worker_threads and processes by node:child_process, which all three runtimes have.
import { spawn } from "node:child_process";
import type { Socket as NetSocket } from "node:net";
import { URL } from "node:url"; // the type that Worker takes, which is not every runtime's own
import { Worker } from "node:worker_threads";
import type { RuntimeWorker, WorkerEvents } from "./runtime.ts";

/** Starts a thread that runs the module at `entry`. */
export function startThread(entry: string, events: WorkerEvents): RuntimeWorker {
  const worker = new Worker(new URL(entry));
  let reason: string | undefined;
  worker.on("message", events.message);
  worker.on("error", (error: unknown) => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  });
  worker.on("exit", (code) => events.exit(reason ?? `exit code ${code}`));
  return {
    id: worker.threadId,
    send: (message) => worker.postMessage(message),
    kill: () => void worker.terminate(),
  };
}

/**
 * Starts a process of `command`. Its standard output and error are ours.
 * @param inherited descriptors that it gets as its 4th and following.
 */
export function startProcess(
  command: readonly string[],
  events: WorkerEvents,
  inherited: readonly number[] = [],
): RuntimeWorker {
  const [file = "", ...args] = command;
  const child = spawn(file, args, {
    stdio: ["ignore", "inherit", "inherit", "ipc", ...inherited],
    serialization: "json",
  });
  let ended = false;
  const exit = (reason: string) => {
    if (!ended) events.exit(reason);
    ended = true;
  };
  // Deno tells the exit first and then what the process has said before: that it has taken a connection, say.
  const said = Promise.withResolvers<void>();
  child.on("disconnect", said.resolve);
  child.on("message", events.message);
  child.on("error", (error) => exit(String(error)));
  child.on("exit", (code, signal) => {
    setTimeout(said.resolve, lastWords).unref();
    void said.promise.then(() => exit(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  return {
    id: child.pid ?? 0,
    send: (message, accepted) => {
      if (!child.connected) return; // it is about to be reported as ended
      if (accepted === undefined) child.send(message as object, ignoreError);
      else child.send(message as object, accepted.handle as NetSocket, { keepOpen: true }, ignoreError);
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

/** Milliseconds until a process that has ended is taken to have said all, should its channel not close. */
const lastWords = 1000;

/** A message to a worker that is just ending is lost; its exit is what is acted on. */
function ignoreError(): void {}
