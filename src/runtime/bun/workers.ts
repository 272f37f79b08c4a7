// Bun: starts workers and hands connections to them. A thread needs the number of the descriptor alone, which belongs to the
// process; to a process it goes through a Unix socket of its own. Bun can send sockets of node:net with its messages as well,
// but loading that module takes a worker 3 ms of the 12 that it lives in all.

import type { Beginning } from "../entry.ts";
import { hasNativeAddons } from "../node/native_addons.ts";
import { type Spawning, startProcess, startThread, startWorkerProcess } from "../node/workers.ts";
import type { Accepted, ProcessOptions, RuntimeWorker, WorkerEvents } from "../runtime.ts";
import type { HandedDescriptor } from "./claim.ts";
import { DescriptorSender } from "./descriptor_passing.ts";
import { type HandedMessage, handsDescriptors } from "./process_parent.ts";
import type { DescriptorMessage } from "./thread_parent.ts";

/** Starts a thread that can be sent connections. @param workerData what it is told before anything else. */
export function startHandingThread(
  beginning: Beginning,
  events: WorkerEvents,
  workerData: object,
): RuntimeWorker {
  const thread = beginning.again
    ? startThread(beginning, events, workerData) // a program that expects what Node's threads have
    : startOwnThread(beginning.module, events, workerData);
  return {
    ...thread,
    send: (message, accepted) => {
      if (accepted === undefined) thread.send(message);
      else {
        const handed = accepted.handle as HandedDescriptor;
        thread.send({ message, handed, peer: accepted.peer } satisfies DescriptorMessage);
      }
    },
  };
}

/**
 * By Bun's own `Worker`: that of node:worker_threads gives each thread four channels for messages, and streams for what it
 * prints.
 */
function startOwnThread(module: string, events: WorkerEvents, workerData: object): RuntimeWorker {
  // Types of browsers, which have a Worker as well, stand before those of Bun.
  const worker = new Worker(module, { workerData } as WorkerOptions) as unknown as Bun.Worker;
  let reason: string | undefined;
  worker.addEventListener("message", (event) => events.message((event as unknown as MessageEvent).data));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    reason = event.message;
  });
  worker.addEventListener("close", ({ code }) => events.exit(reason ?? `exit code ${code}`));
  return {
    id: worker.threadId,
    send: (message) => worker.postMessage(message),
    give: (message, memory) => worker.postMessage(message, [memory]),
    kill: () => worker.terminate(),
    interrupt: () => {
      if (hasNativeAddons()) return false;
      worker.terminate();
      return true;
    },
    leave: () => worker.unref(),
  };
}

/** Starts a process that can be sent connections. */
export function startHandingProcess(
  beginning: Beginning,
  flags: readonly string[],
  events: WorkerEvents,
  options: ProcessOptions,
): RuntimeWorker {
  return startWorkerProcess(beginning, flags, events, options, startHanding, handsDescriptors);
}

function startHanding(command: readonly string[], events: WorkerEvents, spawning: Spawning): RuntimeWorker {
  const sender = new DescriptorSender();
  const waiting: { readonly message: unknown; readonly accepted: Accepted }[] = [];
  let retry: ReturnType<typeof setTimeout> | undefined;
  const worker = start();

  function start(): RuntimeWorker {
    try {
      return startProcess(
        command,
        {
          ...events,
          exit: (reason) => {
            clearTimeout(retry);
            sender.close();
            events.exit(reason);
          },
        },
        { ...spawning, inherited: [sender.peer] },
      );
    } catch (error) {
      sender.close();
      throw error;
    } finally {
      sender.closePeer();
    }
  }

  /** A worker in the middle of a long call takes nothing out of the socket, which is full at some point. */
  function sendWaiting(): void {
    retry = undefined;
    while (waiting.length > 0) {
      const { message, accepted } = waiting[0]!;
      const sent = sender.send((accepted.handle as HandedDescriptor).descriptor);
      if (sent === "later") {
        retry = setTimeout(sendWaiting, retriedAfter);
        return;
      }
      waiting.shift();
      if (sent === "no") {
        accepted.close(); // nor would another worker get it
        continue;
      }
      worker.send({ message, peer: accepted.peer } satisfies HandedMessage);
    }
  }

  return {
    ...worker,
    send: (message, accepted) => {
      // A socket of node:net, which TLS can be laid over, goes with the message.
      if (accepted === undefined || !isHanded(accepted.handle)) {
        worker.send(message, accepted);
        return;
      }
      waiting.push({ message, accepted });
      if (retry === undefined) sendWaiting();
    },
  };
}

function isHanded(handle: unknown): handle is HandedDescriptor {
  return (handle as Partial<HandedDescriptor>).descriptor !== undefined;
}

/** Milliseconds. */
const retriedAfter = 5;
