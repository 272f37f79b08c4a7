// Bun: in a worker process, the server that hands it connections through a Unix socket.

import type { RuntimeParent } from "../runtime.ts";
import { adopt } from "./adopt.ts";
import { DescriptorReceiver } from "./descriptor_passing.ts";
import { compileAsUsual } from "./jit.ts";

/**
 * In a worker process: its parent, which may send connections either way.
 * @param hands whether it does so through a socket.
 */
export function adoptingProcessParent(
  parent: RuntimeParent,
  hands = process.argv.at(-1) === handsDescriptors,
): RuntimeParent {
  if (!hands) return { ...parent, started: compileAsUsual, entitle };
  const receiver = new DescriptorReceiver(passedAt);
  return {
    ...parent,
    started: compileAsUsual,
    entitle,
    onMessage: (callback) =>
      parent.onMessage((message, accepted) => {
        if (!isHanded(message)) {
          callback(message, accepted);
          return;
        }
        const descriptor = receiver.receive();
        callback(message.message, descriptor === undefined ? undefined : adopt(descriptor, message.peer));
      }),
  };
}

/** Bun keeps `process.title` to itself, and its command line is what it was. The system has a name beside that, which is short. */
function entitle(_: string, name: string): void {
  if (process.platform !== "linux") return;
  try {
    process.getBuiltinModule("node:fs").writeFileSync("/proc/self/comm", name);
  } catch {
    // no /proc: nobody could list it either
  }
}

/** A message; the connection that belongs to it is the next in the socket. */
export interface HandedMessage {
  readonly message: unknown;
  readonly peer: string;
}

function isHanded(message: unknown): message is HandedMessage {
  return typeof message === "object" && message !== null && "peer" in message;
}

/** The last argument of a worker process that is handed connections so. */
export const handsDescriptors = "descriptors";

/** The descriptor of its end of the socket: behind standard error and the messages' channel. */
const passedAt = 4;
