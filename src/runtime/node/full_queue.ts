// Node: closes a socket that listens without resetting a client. There is no way here to have the system begin no more
// connections, as the other runtimes do it; but it begins none while its queue is full. So the queue is filled with connections of
// our own, and the socket is closed when it holds nothing else.
import { connect, type Server, type Socket } from "node:net";
import { readListenQueue } from "../sockets/listen_queue.ts";

/** A socket over TCP that listens, and the connections of our own to it. */
export class FullQueue {
  readonly #server: Server;
  readonly #at: { readonly host: string; readonly port: number };
  readonly #backlog: number;
  /** Our own connections that were not accepted, by their ports. */
  readonly #own = new Map<number, Socket>();

  constructor(server: Server, at: { readonly host: string; readonly port: number }, backlog: number) {
    this.#server = server;
    this.#at = at;
    this.#backlog = backlog;
  }

  /** Whether a connection that has just been accepted is one of our own, which nobody is to see. */
  isOwn({ remotePort }: Socket): boolean {
    const own = remotePort === undefined ? undefined : this.#own.get(remotePort);
    if (own === undefined) return false;
    this.#own.delete(remotePort!);
    own.destroy();
    return true;
  }

  /**
   * Closes the socket as soon as its queue holds no client's connection. Those that are there are accepted as ever.
   * @returns false when that was not to be had in three seconds: it listens still.
   */
  async close(): Promise<boolean> {
    const listening = this.#handle;
    if (listening?.listen === undefined) return false;
    const until = performance.now() + givenUpAfter;
    try {
      // As soon as more connections come than these fewer are let in: most clients try again after a second only.
      while (listening.listen(shortQueue) === 0 && this.#server.listening) {
        await this.#fill();
        const queue = this.#own.size > shortQueue ? this.#look() : undefined;
        if (queue?.isOwn) {
          this.#server.close();
          return true;
        }
        if (performance.now() > until) break;
        if (queue !== undefined && queue.begun.length > 0) {
          listening.listen(this.#backlog);
          await this.#handshakesEnded(queue.begun);
        } else await new Promise((resolve) => setImmediate(resolve)); // one connection is accepted, or several
      }
      listening.listen(this.#backlog);
      return false;
    } finally {
      for (const socket of this.#own.values()) socket.destroy();
    }
  }

  /** Takes the places that are free. The event loop gets no turn: nothing is accepted meanwhile. */
  async #fill(): Promise<void> {
    const { host, port } = this.#at;
    const tried = Array.from({ length: shortQueue + 1 - this.#own.size }, () =>
      connect({ host: reachable[host] ?? host, port }).on("error", () => {}),
    );
    await new Promise<void>((resolve) => process.nextTick(resolve)); // it connects in one, too
    for (const socket of tried) {
      if (isConnected(socket)) this.#own.set(socket.localPort!, socket);
      else socket.destroy();
    }
  }

  /** Tells whether all are our own that wait, and of which clients a handshake has begun besides. */
  #look(): { readonly isOwn: boolean; readonly begun: readonly number[] } {
    const queue = readListenQueue(this.#at);
    if (queue === undefined) return { isOwn: true, begun: [] }; // where the system does not tell: all places were free
    const { begun, waiting } = queue;
    const isOwn =
      begun.length === 0 && waiting.length === this.#own.size && waiting.every((port) => this.#own.has(port));
    return { isOwn, begun: begun.filter((port) => !this.#giveUp(port)) };
  }

  /** One of our own that found no place in the end. @returns whether it was one. */
  #giveUp(port: number): boolean {
    this.#own.get(port)?.resetAndDestroy();
    return this.#own.delete(port);
  }

  /**
   * A client whose last word of a handshake found no place takes itself to be connected: it is let in when it says something
   * again, which takes some hundred milliseconds.
   */
  async #handshakesEnded(ports: readonly number[]): Promise<void> {
    const until = performance.now() + saidAgainWithin;
    let begun: readonly number[];
    do {
      await new Promise((resolve) => setTimeout(resolve, lookedEvery));
      begun = readListenQueue(this.#at)?.begun ?? [];
    } while (performance.now() < until && ports.some((port) => begun.includes(port)));
  }

  get #handle(): { listen?(backlog: number): number } | null {
    return (this.#server as unknown as { readonly _handle: { listen?(backlog: number): number } | null })
      ._handle;
  }
}

/** Whether the system has established a connection, which is told by an event only later. */
function isConnected(socket: Socket): boolean {
  const handle = (socket as unknown as { readonly _handle: { getpeername?(into: object): number } | null })
    ._handle;
  return handle?.getpeername?.({}) === 0;
}

/** Addresses that stand for all: nobody can connect to these themselves everywhere. */
const reachable: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * The system's queue has one place more. With fewer it would answer clients by cookies, as in a flood, which are not seen
 * here; with many more it takes longer to fill.
 */
const shortQueue = 8;
/** Milliseconds. */
const givenUpAfter = 3000;
const saidAgainWithin = 1100;
const lookedEvery = 50;
