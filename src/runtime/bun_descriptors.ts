// Bun: a connection as the number of its file descriptor, which a thread or another process can take over.
import { fstatSync } from "node:fs";
import { BunSocket, type NativeSocket, peerOf } from "./bun_socket.ts";
import type { Accepted } from "./runtime.ts";
import { systemCalls } from "./system_calls.ts";

/** Who takes a descriptor over: a thread has this process's descriptors, a process gets a copy. */
export type Taker = "thread" | "process";

/**
 * Takes a connection that Bun has accepted from it: duplicates the descriptor, and has Bun let go of its
 * own at once.
 */
export function acceptForTaker(native: NativeSocket, taker: Taker): Accepted {
  const peer = peerOf(native);
  const system = systemCalls()!;
  const descriptor = system.dup((native as unknown as { fd: number }).fd);
  native.data = new BunSocket(native);
  native.close(); // not terminate(): that would have the duplicate reset its client
  const close = closing(descriptor, taker);
  return {
    peer,
    handle: descriptor,
    open: () => {
      throw new Error(`a connection for a ${taker} is opened in that ${taker}`);
    },
    onGone: () => {},
    refuse: close,
    cutOff: () => void systemCalls()!.shutdown(descriptor, bothWays),
    release: taker === "process" ? close : () => {},
  };
}

/** SHUT_RDWR. */
const bothWays = 2;

/** Closes a descriptor once, unless a thread has closed it and the number is somebody else's by now. */
function closing(descriptor: number, taker: Taker): () => void {
  // Names the connection itself: a descriptor's number is used again for others.
  const inode = taker === "thread" ? fstatSync(descriptor).ino : undefined;
  let closed = false;
  return () => {
    if (closed) return;
    closed = true;
    if (inode === undefined || inodeOf(descriptor) === inode) systemCalls()!.close(descriptor);
  };
}

function inodeOf(descriptor: number): number | undefined {
  try {
    return fstatSync(descriptor).ino;
  } catch {
    return undefined; // it is closed
  }
}
