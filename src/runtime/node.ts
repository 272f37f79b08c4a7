// Node: everything by its own standard modules.
import { fileURLToPath } from "node:url";
import { processEntry, threadEntry } from "./entry.ts";
import { listen } from "./node_listener.ts";
import { startProcess, startThread } from "./node_workers.ts";
import type { Runtime } from "./runtime.ts";

export const node: Runtime = {
  name: "node",
  version: process.versions.node,
  handsToThreads: false,
  started: () => {},
  listen: (options, accept) => listen(options, accept),
  startThread: (events) => startThread(threadEntry.href, events),
  startProcess: (events) =>
    startProcess([process.execPath, ...process.execArgv, fileURLToPath(processEntry.href)], events),
};
