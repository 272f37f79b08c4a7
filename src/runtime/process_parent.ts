// In a worker process: the server that started it. Kept small: a forked process loads it for each connection.
import type { Socket as NetSocket } from "node:net";
import { receipt } from "./deno/receipt.ts";
import { keepListening } from "./kept_listeners.ts";
import { goOnReading, stopReading } from "./node/reading.ts";
import { accepted, type ClientWatch } from "./node/socket.ts";
import type { HeadedMessage } from "./node/workers.ts";
import type { Accepted, RuntimeParent } from "./runtime.ts";

function isHeadedMessage(message: unknown): message is HeadedMessage {
  return typeof message === "object" && message !== null && "head" in message;
}

type Receiver = (message: unknown, accepted?: Accepted) => void;

/**
 * The server that started this process, which ends at once when the server is gone.
 * @param hands whether it hands connections through a socket, where that is told otherwise than by an argument.
 */
export async function processParent(hands?: boolean): Promise<RuntimeParent> {
  keepListening("disconnect", () => process.exit(0));
  // Listened for at once: what comes before a listener is lost on Bun.
  const early: Parameters<Receiver>[] = [];
  let receive: Receiver = (...message) => void early.push(message);
  const tellsRead = "deno" in process.versions;
  keepListening("message", (sent: unknown, socket: unknown) => {
    if (tellsRead) process.send?.(receipt, undefined, undefined, () => {});
    const isHeaded = isHeadedMessage(sent);
    const message = isHeaded ? sent.message : sent;
    if (socket === undefined || socket === null) receive(message);
    else {
      const unread = leftUnread(socket as NetSocket);
      if (isHeaded) (socket as NetSocket).unshift(Buffer.from(sent.head, "base64"));
      receive(message, accepted(socket as NetSocket, unread));
    }
  });
  const parent: RuntimeParent = {
    send: (message, sent) => void process.send?.(message, undefined, undefined, () => sent?.()),
    give: (message) => void process.send?.(message), // there is no memory between processes: a copy
    end: () => process.exit(0),
    onMessage: (callback) => {
      receive = callback;
      for (const message of early.splice(0)) callback(...message);
    },
    started: () => {},
    entitle: (title) => {
      process.title = title;
    },
  };
  await endWithParent();
  if (!("bun" in process.versions)) return parent;
  return (await import("./bun/process_parent.ts")).adoptingProcessParent(parent, hands);
}

/** Reads nothing until the connection is opened: the server may have to give it to another process. */
function leftUnread(socket: NetSocket): ClientWatch {
  stopReading(socket);
  return { wait: () => {}, state: () => "silent", stop: () => goOnReading(socket), take: () => undefined };
}

/**
 * The event loop sees that the server is gone; in the middle of a call, or of an `init`, only the system does, or a
 * thread. Before any of the handler's code runs.
 */
async function endWithParent(): Promise<void> {
  if ("bun" in process.versions) (await import("./bun/system_calls.ts")).endWithParent();
  else if ("deno" in process.versions) (await import("./deno/calls.ts")).endWithParent();
  else (await import("./node/parent_watch.ts")).watchParent(process.ppid);
}
