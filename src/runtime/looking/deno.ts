// Deno: finds out when it has looked at its sockets. While there is something else to do, immediates or threads that are being
// started, Deno 2.9 goes on for up to 61 turns without a look: 2.6 s were seen, in which timers came to their ends.
import { createSocket } from "node:dgram";

/** The look that is waited for, and the one after it. */
let current: Promise<void> = Promise.resolve();
let next: Promise<void> | undefined;

/** Resolves when it has looked, after this was called. Who asks while one look is waited for shares the next. */
export function look(): Promise<void> {
  next ??= current.then(() => {
    next = undefined;
    current = datagramArrived();
    return current;
  });
  return next;
}

/** A datagram to ourselves on a socket that is new: its arrival is told only by a look. 0.1 ms. */
function datagramArrived(): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const done = () => {
      clearTimeout(overdue);
      socket.close();
      resolve();
    };
    const overdue = setTimeout(done, givenUpAfter);
    socket.on("error", done);
    socket.on("message", done);
    socket.bind(0, loopback, () => socket.send("look", socket.address().port, loopback));
  });
}

const loopback = "127.0.0.1";
/** Milliseconds, should the datagram be lost. */
const givenUpAfter = 3000;
