// Node: everything by its own standard modules.
import { processBeginning, threadBeginning } from "../entry.ts";
import type { Runtime } from "../runtime.ts";
import { watchDescriptors } from "./descriptor_watch.ts";
import { exitNode } from "./exit.ts";
import { listen } from "./listener.ts";
import { hasNativeAddons } from "./native_addons.ts";
import { startThread, startWorkerProcess } from "./workers.ts";

export const node: Runtime = {
  name: "node",
  version: process.versions.node,
  acceptsAll: false,
  separatesIpv6: true,
  descriptorsOf: { thread: 5, process: 1 },
  handsToThreads: false,
  endsThreads: true,
  hasNativeAddons,
  started: () => {},
  entitle: (title) => {
    process.title = title;
  },
  exit: exitNode,
  listen: (options, accept) => listen(options, accept, (server) => watchDescriptors(server, options.failed)),
  mapFile: () => undefined,
  startThread: (events) => startThread(threadBeginning(), events),
  startProcess: (events, options) =>
    startWorkerProcess(processBeginning(), process.execArgv, events, options),
};
