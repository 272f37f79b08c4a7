// A program that is its own worker: started once more, it runs until it calls `serve()`, which becomes the worker.
import { isMainThread } from "node:worker_threads";
import type { RuntimeParent, RuntimeWorker, WorkerEvents } from "./runtime.ts";

/**
 * The environment that tells this program, started once more, that it is a worker.
 * @param hands whether a process is handed connections through a socket.
 */
export function workersEnvironment(runs: "thread" | "process", hands = false): NodeJS.ProcessEnv {
  return { ...process.env, [variable]: `${runs} ${process.pid}${hands ? " hands" : ""}` };
}

/**
 * The server that has started this program as its worker; undefined when none has. The second call finds none: what the
 * worker serves later, or starts itself, is its own.
 */
export async function startedAsWorker(): Promise<RuntimeParent | undefined> {
  if (!mayLook()) return undefined;
  const [runs, parent, hands] = process.env[variable]?.split(" ") ?? [];
  if (runs === undefined) return undefined;
  delete process.env[variable];
  const isThread = runs === "thread" && !isMainThread && Number(parent) === process.pid;
  // A program that has inherited the variable from a worker has another parent.
  const isProcess = runs === "process" && process.send !== undefined && Number(parent) === process.ppid;
  if (!isThread && !isProcess) return undefined;
  const worker = isThread
    ? await (await import("./thread_parent.ts")).threadParent()
    : await (await import("./process_parent.ts")).processParent(hands !== undefined);
  worker.send(present);
  return worker;
}

/** Deno asks the user, or throws, when a program looks into its environment that was not allowed to; a worker is. */
function mayLook(): boolean {
  const { Deno } = globalThis as { Deno?: { permissions: Permissions } };
  return Deno === undefined || Deno.permissions.querySync({ name: "env", variable }).state === "granted";
}

interface Permissions {
  querySync(descriptor: { readonly name: "env"; readonly variable: string }): { readonly state: string };
}

/** Starts this program once more. What is sent to it waits until it listens. */
export function startAgain(
  start: (events: WorkerEvents) => RuntimeWorker,
  events: WorkerEvents,
): RuntimeWorker {
  const unsent: unknown[] = [];
  let listens = false;
  const worker = start({
    message: (message) => {
      if (listens) events.message(message);
      else if (message === present) {
        listens = true;
        for (const early of unsent.splice(0)) worker.send(early);
      }
    },
    exit: (reason) => events.exit(listens ? reason : `${reason}${neverServed}`),
  });
  return {
    ...worker,
    send: (message, accepted) => {
      if (listens) worker.send(message, accepted);
      else unsent.push(message);
    },
  };
}

/** It begins with no `THRIFTSERVE_`: such variables are options of the command line, and THRIFTSERVE_WORKER a likely slip. */
const variable = "_THRIFTSERVE_WORKER";

/** A worker's first message. */
const present = "present";

const neverServed =
  ". A program that holds thriftserve in a bundle is its own worker, started with the same arguments: there it has to call serve() as well (in a thread import.meta.main may be false), and do nothing before that cannot be done twice";
