// Starts a program that is its own worker: started once more, it runs until it calls `serve()`, which becomes the worker.
import type { RuntimeWorker, Variables, WorkerEvents } from "./runtime.ts";

/**
 * The environment that tells this program, started once more, that it is a worker.
 * @param hands whether a process is handed connections through a socket.
 * @param variables others that it is to have.
 */
export function workersEnvironment(
  runs: "thread" | "process",
  hands = false,
  variables: Variables = {},
): NodeJS.ProcessEnv {
  return { ...process.env, ...variables, [variable]: `${runs} ${process.pid}${hands ? " hands" : ""}` };
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

/**
 * The variable of the environment that tells a program that it is a worker.
 * It begins with no `THRIFTSERVE_`: such variables are options of the command line, and THRIFTSERVE_WORKER a
 * likely slip.
 */
export const variable = "_THRIFTSERVE_WORKER";

/** A worker's first message. */
export const present = "present";

const neverServed =
  ". A program that holds thriftserve in a bundle is its own worker, started with the same arguments: there it has to call serve() as well (in a thread import.meta.main may be false), and do nothing before that cannot be done twice";
