// Sockets of node:net, which all three runtimes have. The module itself is not imported: a worker process
// gets its sockets ready made, and loading what listens and connects would lengthen its start.
import type { Socket as NetSocket } from "node:net";
import { goneClient, hostAndPort } from "../addresses.ts";
import type { Accepted, ClientState, Socket, SocketEvents } from "../runtime.ts";
import { readIntoOne } from "./read_buffer.ts";
import { goOnReading, stopReading } from "./reading.ts";

/** Watches the client of a socket that is not read from otherwise. */
export interface ClientWatch {
  wait(): void;
  state(): ClientState;
  stop(): void;
  take(): Uint8Array | undefined;
  forget?(): void;
}

/**
 * Wraps a socket of node:net that was not read from.
 * @param client watches its client; without it nothing is told of that.
 */
export function accepted(socket: NetSocket, client?: ClientWatch): Accepted {
  const peer = peerOf(socket);
  socket.allowHalfOpen = true; // a socket that came from another process has forgotten it
  // Until it is opened a socket that fails must not end the whole program.
  const ignore = () => {};
  socket.on("error", ignore);
  return {
    peer,
    handle: socket,
    open: (events) => {
      client?.stop();
      socket.off("error", ignore);
      return new OpenSocket(socket, events);
    },
    wait: () => client?.wait(),
    state: () => client?.state() ?? "silent",
    stopWaiting: () => client?.stop(),
    readAhead: () => client?.take(),
    close: () => void socket.destroy(),
    withdraw: () => {
      socket.destroy(); // the worker has, or gets, its own
      return true;
    },
    regain: () => client?.forget?.(),
    release: (done) => {
      if (done !== undefined) socket.once("close", done);
      socket.destroy();
    },
  };
}

/** A socket that is read from; node:tls has the same kind. */
export class OpenSocket implements Socket {
  readonly #socket: NetSocket;
  readonly #events: SocketEvents;
  /** The system takes what it has room for before {@link OpenSocket.write} returns: nothing encrypts it first. */
  readonly #isPlain: boolean;
  /** Bytes that were not given to the socket yet, so that it shows how much of a large reply the client takes. */
  #unsent: Uint8Array[] = [];
  #unsentSize = 0;
  #ending = false;
  /** It is about to be let go of, unless bytes come; and it was. */
  #isLeaving = false;
  #letGo = false;

  constructor(socket: NetSocket, events: SocketEvents) {
    this.#socket = socket;
    this.#events = events;
    let failure: Error | undefined;
    const take = (chunk: Uint8Array) => {
      this.#stay();
      events.data(chunk);
    };
    socket.on("data", take);
    socket.on("end", () => {
      this.#stay();
      events.end();
    });
    socket.on("drain", () => events.drain());
    socket.on("error", (error) => {
      failure = error;
    });
    socket.on("close", () => {
      if (this.#letGo) return;
      this.#isLeaving = false;
      events.close(failure);
    });
    socket.setNoDelay(true);
    this.#isPlain = readIntoOne(socket, take);
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
    const socket = this.#socket;
    const isLittle = bytes.length <= copiedAtMost;
    // What the system does not take at once is kept. A client that does not read keeps no more than one large buffer.
    if (isLittle && (!this.#isPlain || socket.writableLength > 0)) {
      socket.write(Buffer.from(bytes));
      return true;
    }
    socket.write(bytes);
    return socket.writableLength === 0;
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
    this.#socket.write(piece, (error) => {
      if (error) return;
      if (this.#unsentSize > 0) this.#sendPiece();
      else this.#events.drain(); // the socket says so only if the last piece had to wait as well
    });
    if (this.#unsentSize === 0 && this.#ending) this.#socket.destroySoon();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Deno may have read what it has not told yet: it is given some turns to. */
  letGo(gone: () => void): void {
    const socket = this.#socket;
    if (this.#isLeaving || this.waiting > 0 || socket.readableLength > 0 || socket.destroyed) return;
    this.#isLeaving = true;
    stopReading(socket);
    const leave = () => {
      if (!this.#isLeaving) return;
      this.#letGo = true;
      socket.destroy();
      gone();
    };
    if ("deno" in process.versions) setTimeout(leave, toldWithin);
    else leave();
  }

  /** Reads on, if it was about to be let go of. */
  #stay(): void {
    if (!this.#isLeaving) return;
    this.#isLeaving = false;
    goOnReading(this.#socket);
  }
}

const copiedAtMost = 16_384;
/** Milliseconds. */
const toldWithin = 5;
/**
 * Bytes of a large reply that are given to the system at a time: nothing else tells that a client reads it, but slowly.
 */
const pieceSize = 1_048_576;

function peerOf(socket: NetSocket): string {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return socket.localPort ? goneClient : "unix";
  return hostAndPort(remoteAddress, remotePort);
}
