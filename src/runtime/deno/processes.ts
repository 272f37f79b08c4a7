// Deno: sends a process messages and connections in turns. Deno 2.9 loses a connection that a process reads together
// with an earlier message, and with it all that is sent later, the end of the server among it.
import type { Beginning } from "../entry.ts";
import { type Spawning, startProcess, startWorkerProcess } from "../node/workers.ts";
import type { Accepted, ProcessOptions, RuntimeWorker, WorkerEvents } from "../runtime.ts";
import { receipt } from "./receipt.ts";

/** Starts a process that tells of each message when it has read it. */
export function startReadingProcess(
  beginning: Beginning,
  flags: readonly string[],
  events: WorkerEvents,
  options: ProcessOptions,
): RuntimeWorker {
  return startWorkerProcess(beginning, flags, events, options, startReading);
}

function startReading(command: readonly string[], events: WorkerEvents, spawning: Spawning): RuntimeWorker {
  const unsent: { readonly message: unknown; readonly accepted: Accepted | undefined }[] = [];
  /** Messages that were sent and not read yet; and whether the last of them comes with a connection. */
  let unread = 0;
  let isHanding = false;
  const worker = startProcess(
    command,
    {
      ...events,
      message: (message) => {
        if (message !== receipt) {
          events.message(message);
          return;
        }
        unread--;
        sendNext();
      },
      exit: (reason) => {
        unsent.length = 0; // their connections are given to others
        events.exit(reason);
      },
    },
    spawning,
  );

  /** A connection waits until all is read, and what comes behind it until it is. */
  function sendNext(): void {
    for (let next = unsent[0]; next !== undefined; next = unsent[0]) {
      const { message, accepted } = next;
      if (unread > 0 && (isHanding || accepted !== undefined)) return;
      unsent.shift();
      unread++;
      isHanding = accepted !== undefined;
      worker.send(message, accepted);
    }
  }

  function send(message: unknown, accepted?: Accepted): void {
    unsent.push({ message, accepted });
    sendNext();
  }

  return { ...worker, send, give: (message) => send(message) };
}
