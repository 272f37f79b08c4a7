// Bun: its own sockets where a connection is read in this process, which measured 12% faster than
// node:net (221,000 calls a second against 197,000); Node's modules for the rest.
import type { Socket as NetSocket } from "node:net";
import { processBeginning, threadBeginning } from "../entry.ts";
import { exitWith } from "../exit.ts";
import { inheritedAddress } from "../inherited_address.ts";
import { descriptorOf, listen as listenByNode } from "../node/listener.ts";
import { hasNativeAddons } from "../node/native_addons.ts";
import type { ClientWatch } from "../node/socket.ts";
import { startWorkerProcess } from "../node/workers.ts";
import {
  type Accepted,
  keepAliveAfter,
  type Listener,
  type ListeningAddress,
  type ListenOptions,
  type Runtime,
} from "../runtime.ts";
import { descriptorsForThreads } from "../standard_descriptor.ts";
import { clientState } from "./client_state.ts";
import { canPassDescriptors } from "./descriptor_passing.ts";
import { acceptForTaker } from "./descriptors.ts";
import { endHandshakes } from "./handshakes.ts";
import { compileAsUsual } from "./jit.ts";
import { acceptedAs } from "./lending/lent.ts";
import { mapCopy, mapFile } from "./mapped_file.ts";
import { BunSocket, type NativeSocket, peerOf } from "./socket.ts";
import { restAccepts, watchAccepts } from "./stalled_accepts.ts";
import { setBacklog, systemCalls } from "./system_calls.ts";
import { startHandingProcess, startHandingThread } from "./workers.ts";

export const bun: Runtime = {
  name: "bun",
  version: Bun.version,
  acceptsAll: false,
  separatesIpv6: true,
  descriptorsOf: { thread: 2, process: 3 },
  get handsToThreads() {
    return systemCalls() !== undefined;
  },
  started: compileAsUsual,
  endsThreads: true,
  hasNativeAddons,
  exit: (status) => exitWith(status, systemCalls()?._exit),
  listen,
  mapFile,
  mapCopy,
  startThread: (events) => startHandingThread(threadBeginning(), events, descriptorsForThreads()),
  startProcess: (events, options) =>
    (canPassDescriptors() ? startHandingProcess : startWorkerProcess)(
      processBeginning(),
      process.execArgv,
      events,
      options,
    ),
};

async function listen(options: ListenOptions, accept: (accepted: Accepted) => void): Promise<Listener> {
  const { use, tls } = options;
  if (tls || (use === "process" && !canPassDescriptors())) return await listenByNodeToo(options, accept);
  let take = use === "here" ? acceptHere : (native: NativeSocket) => acceptForTaker(native, use);
  let count = 0;
  const socket: Bun.SocketHandler<BunSocket, "uint8array"> = {
    ...BunSocket.handler,
    open: (native) => {
      count++;
      if (use === "here") acceptedAs((native as unknown as { readonly fd: number }).fd);
      native.setKeepAlive(true, keepAliveAfter);
      const accepted = take(native);
      if (accepted === undefined) options.lost(peerOf(native));
      else accept(accepted);
    },
  };
  const { at, backlog } = options;
  const listener = Bun.listen<BunSocket>({
    ...whereOf(at),
    allowHalfOpen: true,
    socket,
  } as unknown as Bun.TCPSocketListenOptions<BunSocket>);
  const { fd } = listener as unknown as { fd: number };
  setBacklog(fd, backlog);
  const unwatch = watchAccepts(fd, () => count, options.failed);
  return {
    address: addressOf(at, listener.port),
    endHandshakes: () => endHandshakes(fd),
    openHere: () => {
      take = acceptHere;
    },
    close: async () => {
      unwatch();
      listener.stop();
    },
    descriptor: () => fd,
    handOver: () => {
      unwatch();
      // Where Bun has made the file of a Unix socket it removes that when it closes the socket.
      if (!("path" in at) || !restAccepts(fd)) listener.stop();
    },
  };
}

function whereOf(at: ListenOptions["at"]) {
  if ("descriptor" in at) return { fd: at.descriptor };
  if ("path" in at) return { unix: at.path };
  const { host, ...rest } = at;
  return { hostname: host, ...rest };
}

function addressOf(at: ListenOptions["at"], port: number): ListeningAddress {
  if ("descriptor" in at) return inheritedAddress(at.descriptor);
  return "path" in at ? { path: at.path } : { host: at.host, port };
}

/** Sockets of node:net can be given TLS, and handed to a process everywhere. Bun ignores the backlog there too. */
async function listenByNodeToo(
  options: ListenOptions,
  accept: (accepted: Accepted) => void,
): Promise<Listener> {
  let count = 0;
  let unwatch = () => {};
  let listening: number | undefined;
  const listener = await listenByNode(
    options,
    (accepted) => {
      count++;
      accept(accepted);
    },
    ({ server }) => {
      const descriptor = descriptorOf(server);
      if (descriptor === undefined) return;
      listening = descriptor;
      setBacklog(descriptor, options.backlog);
      unwatch = watchAccepts(descriptor, () => count, options.failed);
    },
    watchByDescriptor,
  );
  return {
    ...listener,
    endHandshakes: () => listening !== undefined && endHandshakes(listening),
    close: () => {
      unwatch();
      return listener.close();
    },
    handOver: () => {
      unwatch();
      listener.handOver?.();
    },
  };
}

/** Nothing is read here to see what a client does: Bun could not stop reading before it hands a socket over. */
function watchByDescriptor(socket: NetSocket): ClientWatch {
  return {
    wait: () => {},
    state: () => {
      const descriptor = socket.destroyed ? undefined : descriptorOf(socket);
      return descriptor === undefined ? "left" : clientState(descriptor);
    },
    stop: () => {},
    take: () => undefined,
  };
}

/** Bun reads from a socket as soon as it is accepted, unless it is told not to. */
function acceptHere(native: NativeSocket): Accepted {
  native.pause();
  const socket = new BunSocket(native);
  return {
    peer: peerOf(native),
    handle: undefined,
    open: (events) => {
      socket.events = events;
      socket.resume();
      return socket;
    },
    wait: () => {},
    state: () => (socket.isClosed ? "left" : clientState((native as unknown as { fd: number }).fd)),
    stopWaiting: () => {},
    readAhead: () => undefined,
    close: () => socket.destroy(),
    withdraw: () => false,
    release: () => {},
  };
}
