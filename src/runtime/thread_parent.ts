// In a worker thread: the server that started it.
import type { RuntimeParent } from "./runtime.ts";

type Port = Pick<RuntimeParent, "give" | "onMessage"> & { send(message: unknown): void };

/**
 * The thread that started this one.
 * @param again whether this is a program started once more: Bun begins others by a `Worker` of its own.
 */
export async function threadParent(again = false): Promise<RuntimeParent> {
  const isBun = "bun" in process.versions;
  const isOwn = isBun && !again;
  const { send, give, onMessage } = isOwn ? ownPort() : portOfNode();
  const parent: RuntimeParent = {
    send: (message, sent) => {
      send(message);
      sent?.();
    },
    give,
    end: () => {}, // a thread cannot end itself before its last messages are out: the server ends it
    onMessage,
    started: () => {},
  };
  if (!isBun) return parent;
  const { adoptingParent, keepFromProcess } = await import("./bun/thread_parent.ts");
  if (isOwn) keepFromProcess();
  return adoptingParent(parent);
}

function portOfNode(): Port {
  const port = process.getBuiltinModule("node:worker_threads").parentPort!;
  return {
    send: (message) => port.postMessage(message),
    give: (message, memory) => port.postMessage(message, [memory]),
    onMessage: (callback) => void port.on("message", (message) => callback(message)),
  };
}

/** Bun's, without node:worker_threads, which takes 2 ms to load. */
function ownPort(): Port {
  // Listened for at once: what comes before a listener is lost.
  const early: unknown[] = [];
  let receive = (message: unknown): void => {
    early.push(message);
  };
  addEventListener("message", ({ data }) => receive(data));
  return {
    send: (message) => postMessage(message),
    give: (message, memory) => postMessage(message, [memory]),
    onMessage: (callback) => {
      receive = callback;
      for (const message of early.splice(0)) callback(message);
    },
  };
}
