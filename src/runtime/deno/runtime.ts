// Deno: Node's modules as Deno implements them.
import { processBeginning, threadBeginning } from "../entry.ts";
import { exitWith } from "../exit.ts";
import { type WatchedListener, watchAccepts } from "../node/accept_watch.ts";
import { listen } from "../node/listener.ts";
import { hasNativeAddons } from "../node/native_addons.ts";
import { startThread } from "../node/workers.ts";
import type { ListenOptions, Runtime } from "../runtime.ts";
import { denoCalls } from "./calls.ts";
import { descriptorOf, endHandshakes } from "./handshakes.ts";
import { mapCopy, mapFile } from "./mapped_file.ts";
import { startReadingProcess } from "./processes.ts";

export const deno: Runtime = {
  name: "deno",
  version: process.versions.deno ?? "",
  acceptsAll: true,
  separatesIpv6: false,
  descriptorsOf: { thread: 6, process: 2 },
  handsToThreads: false,
  // One that loops goes on for ever after terminate(), though its end is told.
  endsThreads: false,
  hasNativeAddons,
  started: () => {},
  entitle: (title) => {
    process.title = title;
  },
  exit: (status) => exitWith(status, denoCalls()?._exit),
  listen: async (options, accept) => {
    const listener = await listen(options, accept, (watched) => listenOn(watched, options));
    return {
      ...listener,
      descriptor: () =>
        "path" in listener.address ? listener.descriptor?.() : descriptorOf(listener.address),
      endHandshakes: () => endHandshakes(listener.address),
    };
  },
  mapFile,
  mapCopy,
  startThread: (events) => startThread(threadBeginning(), events),
  // A handler may need any permission; the server had to be started with all of them.
  startProcess: (events, options) =>
    startReadingProcess(processBeginning(), ["run", "--allow-all", "--quiet"], events, options),
};

/**
 * An accept that fails, for want of file descriptors say, is the last of Deno 2.9's listener, and nothing tells. To have
 * it listen once more makes it go on, and is nothing where it does.
 */
function listenOn(watched: WatchedListener, { backlog }: ListenOptions): void {
  const { server } = watched;
  let descriptor: number | undefined | null = null; // looked for once
  watchAccepts({
    ...watched,
    descriptor: () => {
      if (descriptor === null) descriptor = watched.descriptor() ?? descriptorOf(watched.address);
      return descriptor;
    },
  });
  const again = setInterval(() => {
    const handle = (server as unknown as { readonly _handle: { listen?(backlog: number): number } | null })
      ._handle;
    if (handle === null) clearInterval(again);
    else handle.listen?.(backlog);
  }, listenedAfter);
  again.unref();
}

/** Milliseconds. */
const listenedAfter = 1000;
