// Watches the client of a connection that waits, by node:net, which has to read from it for that. The bytes stay in the
// socket's buffer, or go to another process with the socket.
import type { Socket as NetSocket } from "node:net";
import type { ClientState } from "../runtime.ts";
import { goOnReading, stopReading } from "./reading.ts";

/** Watches a socket that is not read from otherwise. */
export class WaitingClient {
  readonly #socket: NetSocket;
  #watching = false;
  /** Another process was to read from it. */
  #stopped = false;
  /** The bytes that were taken out of the socket's buffer. */
  #head: Buffer | undefined;

  constructor(socket: NetSocket) {
    this.#socket = socket;
  }

  /** Begins to read, until the buffer is full: as much as the runtime keeps for any reader. */
  wait(): void {
    if (this.#watching || this.#socket.destroyed) return;
    this.#watching = true;
    this.#socket.on("readable", ignore);
    this.#socket.read(0);
    this.#readOn();
  }

  state(): ClientState {
    const socket = this.#socket;
    if (socket.destroyed) return "left";
    const bytes = socket.readableLength + (this.#head?.length ?? 0);
    // Only this tells of an end that comes behind bytes that were not read.
    const { ended } = (socket as unknown as { readonly _readableState: { readonly ended: boolean } })
      ._readableState;
    if (ended) return bytes > 0 ? "ended" : "left";
    return bytes > 0 ? "sending" : "silent";
  }

  /** Leaves the socket to its next reader in this process. */
  stop(): void {
    if (this.#watching) this.#socket.off("readable", ignore);
    this.#watching = false;
    if (this.#head !== undefined) this.#socket.unshift(this.#head);
    this.#head = undefined;
    this.#readOn();
  }

  /** Takes what was read out of the buffer, and reads no more: another process does. */
  take(): Buffer | undefined {
    if (!this.#watching) return this.#head;
    const socket = this.#socket;
    socket.off("readable", ignore);
    this.#watching = false;
    const parts = this.#head === undefined ? [] : [this.#head];
    // One read() need not give all: it has more read behind what it gives.
    for (let part = socket.read() as Buffer | null; part !== null; part = socket.read()) parts.push(part);
    stopReading(socket);
    this.#stopped = true;
    this.#head = parts.length === 0 ? undefined : Buffer.concat(parts);
    return this.#head;
  }

  /** A worker has taken all that was read, and lets go of it. */
  forget(): void {
    this.#head = undefined;
  }

  /** The worker that it was handed to is gone, and has taken nothing. */
  #readOn(): void {
    if (this.#stopped) goOnReading(this.#socket);
    this.#stopped = false;
  }
}

function ignore(): void {}
