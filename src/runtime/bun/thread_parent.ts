// Bun, in a worker thread: the server, which hands it connections. A descriptor belongs to the process, so that its number is
// enough.

import type { RuntimeParent } from "../runtime.ts";
import { adopt } from "./adopt.ts";
import { type HandedDescriptor, takeClaim } from "./claim.ts";
import { compileAsUsual } from "./jit.ts";
import { writeLent } from "./lending/write.ts";

/** A parent that may send connections. */
export function adoptingParent(parent: RuntimeParent): RuntimeParent {
  return {
    ...parent,
    started: compileAsUsual,
    write: writeLent,
    onMessage: (callback) =>
      parent.onMessage((message) => {
        if (!isDescriptorMessage(message)) callback(message);
        else {
          const { descriptor, claim } = message.handed;
          // Its client may have left meanwhile: the server has closed it then.
          const isOurs = claim === undefined || takeClaim(claim);
          callback(message.message, isOurs ? adopt(descriptor, message.peer, true) : undefined);
        }
      }),
  };
}

/** A message and the connection that came with it. */
export interface DescriptorMessage {
  readonly message: unknown;
  readonly handed: HandedDescriptor;
  readonly peer: string;
}

function isDescriptorMessage(message: unknown): message is DescriptorMessage {
  return typeof message === "object" && message !== null && "handed" in message;
}

/** Refuses what would change the whole program, as threads of node:worker_threads do. */
export function keepFromProcess(): void {
  const hasChannel = process.env.NODE_CHANNEL_FD !== undefined;
  for (const name of hasChannel ? [...ofProcess, ...ofChannel] : ofProcess) {
    const value = () => {
      throw refused(`process.${name}()`);
    };
    Object.defineProperty(process, name, { configurable: true, writable: true, enumerable: true, value });
  }
  const { umask } = process;
  process.umask = (mask?: string | number) => {
    if (mask !== undefined) throw refused("Setting process.umask()");
    return Reflect.apply(umask, process, []);
  };
}

const ofProcess = ["abort", "chdir", "setuid", "seteuid", "setgid", "setegid", "setgroups", "initgroups"];
const ofChannel = ["send", "disconnect"];

function refused(what: string): Error {
  const error = new TypeError(`${what} is not supported in workers`);
  return Object.assign(error, { code: "ERR_WORKER_UNSUPPORTED_OPERATION" });
}
