// Sockets of node:net, which all three runtimes have. The module itself is not imported: a worker process
// gets its sockets ready made, and loading what listens and connects would lengthen its start.
import type { Socket as NetSocket } from "node:net";
import { hostAndPort } from "./addresses.ts";
import type { Accepted, Socket, SocketEvents } from "./runtime.ts";

/** Wraps a socket of node:net that nobody has read from. */
export function accepted(socket: NetSocket): Accepted {
  const peer = peerOf(socket);
  socket.allowHalfOpen = true; // a socket that came from another process has forgotten it
  // Until it is opened a socket that fails must not end the whole program.
  const ignore = () => {};
  socket.on("error", ignore);
  return {
    peer,
    handle: socket,
    open: (events) => {
      socket.off("error", ignore);
      return new OpenSocket(socket, events);
    },
    onGone: (callback) => void socket.once("close", callback),
    refuse: () => void socket.destroy(),
    release: () => void socket.destroy(),
  };
}

/** A socket that is read from; node:tls has the same kind. */
export class OpenSocket implements Socket {
  readonly #socket: NetSocket;
  readonly #events: SocketEvents;
  /** What was not given to the socket yet, so that it shows how much of a large reply the client takes. */
  #unsent: Uint8Array[] = [];
  #unsentSize = 0;
  #ending = false;

  constructor(socket: NetSocket, events: SocketEvents) {
    this.#socket = socket;
    this.#events = events;
    let failure: Error | undefined;
    socket.on("data", (chunk: Uint8Array) => events.data(chunk));
    socket.on("end", () => events.end());
    socket.on("drain", () => events.drain());
    socket.on("error", (error) => {
      failure = error;
    });
    socket.on("close", () => events.close(failure));
    socket.setNoDelay(true);
    socket.resume();
  }

  get waiting(): number {
    return this.#socket.writableLength + this.#unsentSize;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#unsentSize > 0 || bytes.length > pieceSize) {
      const begun = this.#unsentSize > 0;
      this.#unsent.push(bytes);
      this.#unsentSize += bytes.length;
      if (!begun) this.#sendPiece();
      return false;
    }
    // Copied when it is small, because node:net keeps what the system does not take at once; a large
    // reply is given away instead.
    if (bytes.length <= copiedAtMost) {
      this.#socket.write(Buffer.from(bytes));
      return true;
    }
    this.#socket.write(bytes);
    return false;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#ending = true;
    if (this.#unsentSize === 0) this.#socket.destroySoon();
  }

  /** Gives the socket the next piece, and again when it is out. */
  #sendPiece(): void {
    const bytes = this.#unsent[0]!;
    const piece = bytes.subarray(0, pieceSize);
    this.#unsentSize -= piece.length;
    if (piece.length < bytes.length) this.#unsent[0] = bytes.subarray(pieceSize);
    else this.#unsent.shift();
    const more = this.#unsentSize > 0;
    if (more) {
      this.#socket.write(piece, (error) => {
        if (!error) this.#sendPiece();
      });
    } else {
      this.#socket.write(piece);
      if (this.#ending) this.#socket.destroySoon();
      // What the system took at once is followed by no event.
      else if (!this.#socket.writableNeedDrain) this.#events.drain();
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

const copiedAtMost = 16_384;
/** Bytes of a large reply that are given to the system at a time: nothing else tells that a client reads it, but slowly. */
const pieceSize = 1_048_576;

function peerOf(socket: NetSocket): string {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return "unix";
  return hostAndPort(remoteAddress, remotePort);
}
