// Deno: Node's modules as Deno implements them.
import { denoCalls } from "./deno_calls.ts";
import { processBeginning, threadBeginning } from "./entry.ts";
import { exitWith } from "./exit.ts";
import { listen } from "./node_listener.ts";
import { startThread, startWorkerProcess } from "./node_workers.ts";
import type { Runtime } from "./runtime.ts";

export const deno: Runtime = {
  name: "deno",
  version: process.versions.deno ?? "",
  handsToThreads: false,
  started: () => {},
  exit: (status) => exitWith(status, denoCalls()?._exit),
  listen: (options, accept) => listen(options, accept),
  startThread: (events) => startThread(threadBeginning(), events),
  // A handler may need any permission; whoever started the server had to grant them all.
  startProcess: (events) => startWorkerProcess(processBeginning(), ["run", "--allow-all", "--quiet"], events),
};
