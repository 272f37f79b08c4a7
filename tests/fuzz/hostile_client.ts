// Carries attacks out over real sockets, many at a time.
import { connect, type Socket } from "node:net";
import type { Attack } from "./attack.ts";

/** How an attack went. */
export type Outcome =
  /** The server has closed the connection, or the client has. */
  | "closed"
  /** The server closed nothing within {@link patience} of the client's end. */
  | "hung"
  /** Nobody accepts any more. */
  | "refused";

/** Milliseconds that a server may take to close a connection whose client has sent its end. */
export const patience = 30_000;

/** Milliseconds that a client stays which sends or reads nothing. */
const stay = 300;

/** Carries one attack out. @throws what the system says when no connection can be made for a reason of our own. */
export function carryOut(attack: Attack, port: number, received: (bytes: number) => void): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let outcome: Outcome = "closed";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leaveAfter = (milliseconds: number, as: Outcome) => {
      timer = setTimeout(() => {
        outcome = as;
        socket.destroy();
      }, milliseconds);
    };
    let connected = false;
    socket.once("connect", () => {
      connected = true;
      if (attack.ending === "deaf") socket.pause();
      send(socket, attack.pieces, 0, () => {
        if (attack.ending === "destroy") socket.destroy();
        else if (attack.ending === "reset") socket.resetAndDestroy();
        else if (attack.ending === "end") {
          socket.end();
          leaveAfter(patience, "hung");
        } else leaveAfter(stay, "closed");
      });
    });
    socket.on("data", (chunk: Uint8Array) => received(chunk.length));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (connected || error.code === "ECONNRESET") return; // it was turned away: that is an answer
      if (error.code === "ECONNREFUSED") outcome = "refused";
      else reject(error);
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}

/** Writes a piece a turn, as long as there is anybody to write to. */
function send(socket: Socket, pieces: readonly Uint8Array[], index: number, done: () => void): void {
  if (socket.destroyed) return;
  if (index < pieces.length) socket.write(pieces[index]!);
  if (index + 1 >= pieces.length) done();
  else setImmediate(() => send(socket, pieces, index + 1, done));
}
