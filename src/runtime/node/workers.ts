// Threads by node:worker_threads and processes by node:child_process, which all three runtimes have.
import { spawn } from "node:child_process";
import type { Socket as NetSocket } from "node:net";
import { URL } from "node:url"; // the type that Worker takes, which is not every runtime's own
import { Worker, type WorkerOptions } from "node:worker_threads";
import { stackOf } from "../../words/thrown.ts";
import { type Beginning, commandOf } from "../entry.ts";
import { startAgain, workersEnvironment } from "../own_program.ts";
import type { Accepted, ProcessOptions, RuntimeWorker, WorkerEvents } from "../runtime.ts";
import { countThread } from "./exit.ts";
import { heapLimit } from "./heap_limit.ts";
import { hasNativeAddons } from "./native_addons.ts";

/** A message that a connection comes with, and what the server has read of it, in base64. */
export interface HeadedMessage {
  readonly message: unknown;
  readonly head: string;
}

/** Starts a thread. @param workerData what it is told before anything else. */
export function startThread(
  { module, args, again }: Beginning,
  events: WorkerEvents,
  workerData?: object,
): RuntimeWorker {
  if (!again) return startThreadWith(module, { workerData }, events);
  const options = { argv: [...args], env: workersEnvironment("thread"), workerData };
  return startAgain((told) => startThreadWith(module, options, told), events);
}

function startThreadWith(module: string, options: WorkerOptions, events: WorkerEvents): RuntimeWorker {
  const worker = new Worker(new URL(module), { ...options, resourceLimits: heapLimit() });
  countThread(1);
  let reason: string | undefined;
  worker.on("message", events.message);
  worker.on("error", (error: unknown) => {
    reason = stackOf(error);
  });
  worker.on("exit", (code) => {
    countThread(-1);
    events.exit(reason ?? `exit code ${code}`);
  });
  return {
    id: worker.threadId,
    send: (message) => worker.postMessage(message),
    give: (message, memory) => worker.postMessage(message, [memory]),
    kill: () => void worker.terminate(),
    interrupt: () => {
      if (hasNativeAddons()) return false;
      void worker.terminate();
      return true;
    },
    leave: () => worker.unref(),
  };
}

/** The particulars of a process. */
export interface Spawning {
  readonly title: string;
  /** Descriptors that it gets as its 4th and following. */
  readonly inherited?: readonly number[];
  /** Its environment; absent: this process's. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Starts a process of `command`. Its standard output and error are ours. */
export function startProcess(
  command: readonly string[],
  events: WorkerEvents,
  { title, inherited = [], env }: Spawning,
): RuntimeWorker {
  const [file = "", ...args] = command;
  const child = spawn(file, args, {
    argv0: title,
    stdio: ["ignore", "inherit", "inherit", "ipc", ...inherited],
    serialization: "json",
    ...(env && { env }),
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
    const overdue = setTimeout(said.resolve, lastWords);
    void said.promise.then(() => {
      clearTimeout(overdue);
      exit(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
  function send(message: unknown, accepted?: Accepted): void {
    if (!child.connected) return; // it is about to be reported as ended
    if (accepted === undefined) child.send(message as object, ignoreError);
    else {
      const head = accepted.readAhead();
      const whole =
        head === undefined ? message : ({ message, head: toBase64(head) } satisfies HeadedMessage);
      try {
        child.send(whole as object, accepted.handle as NetSocket, { keepOpen: true }, ignoreError);
      } catch {
        // Deno throws when there is no descriptor for it. The worker says that it has left, as of any that is gone.
        accepted.close();
        child.send(message as object, ignoreError);
      }
    }
  }
  return {
    id: child.pid ?? 0,
    send,
    give: (message) => send(message), // there is no memory between processes: a copy
    kill: () => void child.kill("SIGKILL"),
    interrupt: () => child.kill("SIGKILL"),
    leave: () => child.unref(),
  };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** Milliseconds until a process that has ended is taken to have said all, should its channel not close. */
const lastWords = 1000;

/**
 * Starts a process.
 * @param flags of the runtime, where that is a program of its own.
 * @param start does it.
 * @param hands the last argument of a process that is handed connections through a socket of its own; absent: it is not.
 */
export function startWorkerProcess(
  beginning: Beginning,
  flags: readonly string[],
  events: WorkerEvents,
  { title, variables }: ProcessOptions,
  start = startProcess,
  hands?: string,
): RuntimeWorker {
  const command = commandOf(beginning, flags);
  if (!beginning.again) {
    const env = variables && { ...process.env, ...variables };
    return start(hands === undefined ? command : [...command, hands], events, { title, env });
  }
  const env = workersEnvironment("process", hands !== undefined, variables);
  return startAgain((told) => start(command, told, { title, env }), events);
}

/** A message to a worker that is just ending is lost; its exit is what is acted on. */
function ignoreError(): void {}
