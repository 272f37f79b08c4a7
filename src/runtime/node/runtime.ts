// Node: everything by its own standard modules.
import type { Server, Socket } from "node:net";
import { processBeginning, threadBeginning } from "../entry.ts";
import type { Accepted, Listener, ListenOptions, Runtime } from "../runtime.ts";
import { watchAccepts } from "./accept_watch.ts";
import { exitNode } from "./exit.ts";
import { FullQueue } from "./full_queue.ts";
import { listen } from "./listener.ts";
import { hasNativeAddons } from "./native_addons.ts";
import { restInEachTurn } from "./resting.ts";
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
  listen: listenOn,
  mapFile: () => undefined,
  mapCopy: () => undefined,
  startThread: (events) => startThread(threadBeginning(), events),
  startProcess: (events, options) =>
    startWorkerProcess(processBeginning(), process.execArgv, events, options),
};

async function listenOn(options: ListenOptions, accept: (accepted: Accepted) => void): Promise<Listener> {
  let server: Server | undefined;
  let queue: FullQueue | undefined;
  const acceptOthers = (accepted: Accepted) => {
    if (queue?.isOwn(accepted.handle as Socket)) accepted.close();
    else accept(accepted);
  };
  const listener = await listen(options, acceptOthers, (listening) => {
    server = listening.server;
    watchAccepts(listening, () => {
      const before = listening.accepted();
      restInEachTurn(() => !listening.server.listening || listening.accepted() > before);
    });
  });
  const { address } = listener;
  if (process.platform !== "linux" || !("port" in address)) return listener;
  return {
    ...listener,
    closeEmpty: () => {
      queue = new FullQueue(server!, address, options.backlog);
      return queue.close();
    },
  };
}
