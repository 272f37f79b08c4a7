// Bun: handing a connection to a thread. A descriptor belongs to the process, so that its number is enough.
import { adopt } from "./bun_adopt.ts";
import { compileAsUsual } from "./bun_jit.ts";
import type { RuntimeParent, RuntimeWorker } from "./runtime.ts";

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
    started: compileAsUsual,
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
