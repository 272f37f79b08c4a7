// Deno: Node's modules as Deno implements them.
import { fileURLToPath } from "node:url";
import { processEntry, threadEntry } from "./entry.ts";
import { listen } from "./node_listener.ts";
import { startProcess, startThread } from "./node_workers.ts";
import type { Runtime } from "./runtime.ts";

export const deno: Runtime = {
  name: "deno",
  version: process.versions.deno ?? "",
  handsToThreads: false,
  started: () => {},
  listen: (options, accept) => listen(options, accept),
  startThread: (events) => startThread(threadEntry.href, events),
  // A handler may need any permission; whoever started the server had to grant them all.
  startProcess: (events) =>
    startProcess(
      [process.execPath, "run", "--allow-all", "--quiet", fileURLToPath(processEntry.href)],
      events,
    ),
};
