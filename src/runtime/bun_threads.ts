// Bun: handing a connection to a thread, as the number of its file descriptor.
import { fstatSync } from "node:fs";
import { BunSocket, type NativeSocket, peerOf } from "./bun_socket.ts";
import type { Accepted, RuntimeParent, RuntimeWorker } from "./runtime.ts";
import { systemCalls } from "./system_calls.ts";

/**
 * A descriptor belongs to the process, not to a thread: a thread can take over a duplicate of it, and
 * then reads and writes the socket itself. This thread lets go of its own at once.
 */
export function acceptForThread(native: NativeSocket): Accepted {
  const peer = peerOf(native);
  const system = systemCalls()!;
  const descriptor = system.dup((native as unknown as { fd: number }).fd);
  // Names the connection itself: a descriptor's number is used again for others.
  const { ino } = fstatSync(descriptor);
  native.data = new BunSocket(native);
  native.close(); // not terminate(): that would have the duplicate reset its client
  return {
    peer,
    handle: descriptor,
    open: () => {
      throw new Error("a connection for a thread is opened in that thread");
    },
    onGone: () => {},
    // The thread may have closed it and died before it could say so.
    refuse: () => {
      if (inodeOf(descriptor) === ino) system.close(descriptor);
    },
    release: () => {},
  };
}

function inodeOf(descriptor: number): number | undefined {
  try {
    return fstatSync(descriptor).ino;
  } catch {
    return undefined; // it is closed
  }
}

/** A thread that can be sent connections. */
export function handingThread(thread: RuntimeWorker): RuntimeWorker {
  return {
    ...thread,
    send: (message, accepted) => {
      if (accepted === undefined) thread.send(message);
      else thread.send({ message, descriptor: accepted.handle as number, peer: accepted.peer });
    },
  };
}

/** In a thread: its parent, which may send connections. */
export function adoptingParent(parent: RuntimeParent): RuntimeParent {
  return {
    ...parent,
    onMessage: (callback) =>
      parent.onMessage((message) => {
        if (!isDescriptorMessage(message)) callback(message);
        else callback(message.message, adopt(message.descriptor, message.peer));
      }),
  };
}

/** A message and the connection that came with it. */
interface DescriptorMessage {
  readonly message: unknown;
  readonly descriptor: number;
  readonly peer: string;
}

function isDescriptorMessage(message: unknown): message is DescriptorMessage {
  return typeof message === "object" && message !== null && "descriptor" in message;
}

function adopt(descriptor: number, peer: string): Accepted {
  return {
    peer,
    handle: undefined,
    open: (events) => {
      const socket = new BunSocket();
      socket.events = events;
      Bun.connect<BunSocket>({
        fd: descriptor,
        data: socket,
        allowHalfOpen: true,
        socket: { ...BunSocket.handler, open: (native: NativeSocket) => socket.attach(native) },
      } as unknown as Bun.TCPSocketConnectOptions<BunSocket>).catch((error: Error) => socket.closed(error));
      return socket;
    },
    onGone: () => {},
    refuse: () => void systemCalls()?.close(descriptor),
    release: () => {},
  };
}
