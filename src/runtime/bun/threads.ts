// Bun: handing a connection to a thread. A descriptor belongs to the process, so that its number is enough.

import type { RuntimeParent, RuntimeWorker } from "../runtime.ts";
import { adopt } from "./adopt.ts";
import { type HandedDescriptor, takeClaim } from "./claim.ts";
import { compileAsUsual } from "./jit.ts";
import { writeLent } from "./lending/write.ts";

/** A thread that can be sent connections. */
export function handingThread(thread: RuntimeWorker): RuntimeWorker {
  return {
    ...thread,
    send: (message, accepted) => {
      if (accepted === undefined) thread.send(message);
      else {
        const handed = accepted.handle as HandedDescriptor;
        thread.send({ message, handed, peer: accepted.peer } satisfies DescriptorMessage);
      }
    },
  };
}

/** In a thread: its parent, which may send connections. */
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
interface DescriptorMessage {
  readonly message: unknown;
  readonly handed: HandedDescriptor;
  readonly peer: string;
}

function isDescriptorMessage(message: unknown): message is DescriptorMessage {
  return typeof message === "object" && message !== null && "handed" in message;
}
