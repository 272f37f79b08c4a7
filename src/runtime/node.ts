// Node: everything by its own standard modules.
import { fileURLToPath } from "node:url";
import { workerEntry } from "./entry.ts";
import { listen } from "./node_sockets.ts";
import { parent, startProcess, startThread } from "./node_workers.ts";
import type { Runtime } from "./runtime.ts";

export const node: Runtime = {
  name: "node",
  version: process.versions.node,
  handsToThreads: false,
  listen: (options, accept) => listen(options, accept),
  startThread: (events) => startThread(workerEntry.href, events),
  startProcess: (events) =>
    startProcess([process.execPath, ...process.execArgv, fileURLToPath(workerEntry.href)], events),
  parent,
};
