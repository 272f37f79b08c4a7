// In a worker thread: the server that started it.
import { parentPort } from "node:worker_threads";
import type { RuntimeParent } from "./runtime.ts";

/** The thread that started this one. */
export async function threadParent(): Promise<RuntimeParent> {
  const port = parentPort!;
  const parent: RuntimeParent = {
    send: (message, sent) => {
      port.postMessage(message);
      sent?.();
    },
    give: (message, memory) => port.postMessage(message, [memory]),
    end: () => {}, // a thread cannot end itself before its last messages are out: the server ends it
    onMessage: (callback) => void port.on("message", (message) => callback(message)),
    started: () => {},
  };
  return "bun" in process.versions ? (await import("./bun/threads.ts")).adoptingParent(parent) : parent;
}
