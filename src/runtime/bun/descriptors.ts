// Bun: a connection as the number of its file descriptor, which a thread or another process can take over.
import { fstatSync } from "node:fs";
import type { Accepted } from "../runtime.ts";
import { adopt } from "./adopt.ts";
import { type HandedDescriptor, newClaim, takeClaim } from "./claim.ts";
import { clientState } from "./client_state.ts";
import { BunSocket, type NativeSocket, peerOf } from "./socket.ts";
import { systemCalls } from "./system_calls.ts";

/** The kind of worker that takes a descriptor over: a thread has this process's descriptors, a process gets a copy. */
export type Taker = "thread" | "process";

/**
 * Takes a connection that Bun has accepted from it: duplicates the descriptor, and has Bun let go of its
 * own at once.
 *
 * @returns undefined when there is no descriptor left to do that with: the connection is closed.
 */
export function acceptForTaker(native: NativeSocket, taker: Taker): Accepted | undefined {
  const peer = peerOf(native);
  const descriptor = systemCalls()!.dup((native as unknown as { fd: number }).fd);
  native.data = new BunSocket(native);
  if (descriptor < 0) {
    native.terminate();
    return undefined;
  }
  native.close(); // not terminate(): that would have the duplicate reset its client
  return accepted(descriptor, taker, peer);
}

function accepted(first: number, taker: Taker, peer: string): Accepted {
  let descriptor = first;
  let handle: HandedDescriptor = { descriptor, claim: taker === "thread" ? newClaim() : undefined };
  // Names the connection itself: a descriptor's number is used again for others.
  const inode = taker === "thread" ? inodeOf(descriptor) : undefined;
  let held = true;
  const close = () => {
    held = false;
    systemCalls()!.close(descriptor);
  };
  return {
    peer,
    get handle() {
      return handle;
    },
    open: (events) => {
      held = false; // it is the socket's from now on
      return adopt(descriptor, peer).open(events);
    },
    wait: () => {},
    state: () => (held ? clientState(descriptor) : "left"),
    stopWaiting: () => {},
    readAhead: () => undefined,
    close: () => {
      if (!held) return;
      // A thread that has died may have closed it before, and the number is another file's by now.
      if (handle.claim === undefined || takeClaim(handle.claim) || inodeOf(descriptor) === inode) close();
      held = false;
    },
    cutOff: () => void systemCalls()!.shutdown(descriptor, bothWays),
    withdraw: () => {
      if (held && (handle.claim === undefined || takeClaim(handle.claim))) close();
      return !held;
    },
    regain: (now) => {
      if (taker === "process") return;
      descriptor = now!;
      handle = { descriptor, claim: newClaim() };
      held = true;
    },
    release: (done) => {
      if (held && taker === "process") close();
      done?.();
    },
  };
}

/** SHUT_RDWR. */
const bothWays = 2;

function inodeOf(descriptor: number): number | undefined {
  try {
    return fstatSync(descriptor).ino;
  } catch {
    return undefined; // it is closed
  }
}
