// Bun: a connection that came from another thread or process as the number of its file descriptor. Kept apart
// from what accepts and sends them: a forked process loads it for each connection.

import type { Accepted } from "../runtime.ts";
import { BunSocket, type NativeSocket } from "./socket.ts";
import { systemCalls } from "./system_calls.ts";

/** Takes over a connection. @param inThread whether the descriptor is that of the thread it came from as well. */
export function adopt(descriptor: number, peer: string, inThread = false): Accepted {
  return {
    peer,
    handle: undefined,
    open: (events) => {
      const socket = new BunSocket();
      socket.events = events;
      socket.isAdopted = true;
      socket.inThread = inThread;
      Bun.connect<BunSocket>({
        fd: descriptor,
        data: socket,
        allowHalfOpen: true,
        socket: { ...BunSocket.handler, open: (native: NativeSocket) => socket.attach(native) },
      } as unknown as Bun.TCPSocketConnectOptions<BunSocket>).catch((error: Error) => socket.closed(error));
      return socket;
    },
    wait: () => {},
    state: () => "silent",
    stopWaiting: () => {},
    readAhead: () => undefined,
    close: () => void systemCalls()?.close(descriptor),
    withdraw: () => false,
    release: () => {},
  };
}
