// Node: everything by its own standard modules.
import { processBeginning, threadBeginning } from "./entry.ts";
import { exitNode } from "./node_exit.ts";
import { listen } from "./node_listener.ts";
import { startThread, startWorkerProcess } from "./node_workers.ts";
import type { Runtime } from "./runtime.ts";

export const node: Runtime = {
  name: "node",
  version: process.versions.node,
  acceptsAll: false,
  descriptorsOf: { thread: 5, process: 1 },
  handsToThreads: false,
  started: () => {},
  exit: exitNode,
  listen: (options, accept) => listen(options, accept),
  startThread: (events) => startThread(threadBeginning(), events),
  startProcess: (events) => startWorkerProcess(processBeginning(), process.execArgv, events),
};
