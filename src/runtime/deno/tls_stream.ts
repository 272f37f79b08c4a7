// Deno: a stream between a socket and the TLS over it. Given the socket itself, Deno 2.9 loses what comes in
// more than one piece on sockets from another process, and reads on when the secured socket is paused.
import type { Socket as NetSocket } from "node:net";
import { Duplex } from "node:stream";

/** Whether a socket of this runtime needs it. */
export const needsStreamBetween = "deno" in process.versions;

/** Whether this runtime's TLS picks its ciphers itself, whatever it is told (rustls). */
export const picksCiphers = "deno" in process.versions;

/** A stream whose input comes out of the socket, and the other way round. */
export class StreamBetween extends Duplex {
  readonly #raw: NetSocket;
  #held = false;

  /** @param raw is paused; from now on it is this stream's. */
  constructor(raw: NetSocket) {
    super({ allowHalfOpen: true });
    this.#raw = raw;
    raw.on("data", (chunk: Uint8Array) => {
      if (!this.push(chunk)) raw.pause();
    });
    raw.on("end", () => this.push(null));
    raw.on("close", () => this.destroy());
    this.on("error", () => {}); // whatever it is, the socket closes
  }

  /** Reads no more from the socket until it is released. */
  hold(): void {
    this.#held = true;
    this.#raw.pause();
  }

  release(): void {
    this.#held = false;
    this.#raw.resume();
  }

  override _read(): void {
    if (!this.#held) this.#raw.resume();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.#raw.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#raw.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#raw.destroySoon();
    done(error);
  }
}
