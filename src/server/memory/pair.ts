// A connection without a socket: a client's end and a server's end, in one program.
import type { Wire, WireEvents } from "../../client/connection/channel.ts";
import type { Accepted, SocketEvents } from "../../runtime/runtime.ts";

/** The two ends of a connection. What one sends the other gets in a turn of its own, as from a network. */
export interface MemoryPair {
  readonly wire: Wire;
  readonly accepted: Accepted;
}

/** Makes one. The server's end is to be accepted before the client's sends. */
export function memoryPair(): MemoryPair {
  const pair = new Pair();
  return { wire: pair.wire(), accepted: pair.accepted() };
}

class Pair {
  #client: WireEvents | undefined;
  #server: SocketEvents | undefined;
  /** Bytes that the server has not taken yet. */
  readonly #sent: Uint8Array[] = [];
  #isPaused = false;
  #isClosed = false;

  wire(): Wire {
    return {
      open: (events) => {
        this.#client = events;
      },
      write: (bytes, sent) => {
        if (this.#isClosed) {
          sent?.(new Error("the connection is closed"));
          return;
        }
        this.#sent.push(bytes.slice());
        queueMicrotask(() => this.#deliver());
        sent?.();
      },
      destroy: () => this.#close(),
      hold: () => {},
    };
  }

  accepted(): Accepted {
    return {
      peer: "memory",
      handle: undefined,
      wait: () => {},
      state: () => (this.#isClosed ? "left" : "silent"),
      stopWaiting: () => {},
      readAhead: () => undefined,
      withdraw: () => false,
      release: () => {},
      close: () => this.#close(),
      open: (events) => {
        this.#server = events;
        queueMicrotask(() => this.#deliver());
        return {
          waiting: 0,
          write: (bytes) => {
            const copy = bytes.slice();
            queueMicrotask(() => {
              if (!this.#isClosed) this.#client?.data(copy);
            });
            return true;
          },
          pause: () => {
            this.#isPaused = true;
          },
          resume: () => {
            this.#isPaused = false;
            queueMicrotask(() => this.#deliver());
          },
          end: () => queueMicrotask(() => this.#close()),
          destroy: () => this.#close(),
        };
      },
    };
  }

  #deliver(): void {
    while (!this.#isPaused && !this.#isClosed && this.#server !== undefined && this.#sent.length > 0) {
      this.#server.data(this.#sent.shift()!);
    }
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    queueMicrotask(() => {
      this.#server?.close();
      this.#client?.ended();
    });
  }
}
