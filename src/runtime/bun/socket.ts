// One of Bun's own sockets behind the interface that the server knows.
import { goneClient, hostAndPort } from "../addresses.ts";
import type { Socket, SocketEvents } from "../runtime.ts";
import { LentDescriptor } from "./lending/lent.ts";
import { systemCalls } from "./system_calls.ts";

export type NativeSocket = Bun.Socket<BunSocket>;

/** Bun writes at once what the system takes; only the rest has to be kept. */
export class BunSocket implements Socket {
  events: SocketEvents = { data() {}, end() {}, drain() {}, close() {} };
  waiting = 0;
  #native: NativeSocket | undefined;
  #unsent: Uint8Array[] = [];
  #ending = false;
  #closed = false;
  #lent: LentDescriptor | undefined;
  /** Whether it came from a thread or process that may hold it as well. */
  isAdopted = false;
  /** Whether its descriptor is another thread's too, so that it is duplicated before it is let go of. */
  inThread = false;

  constructor(native?: NativeSocket) {
    if (native !== undefined) this.attach(native);
  }

  /** The callbacks that Bun calls for every socket of a listener. */
  static readonly handler: Bun.SocketHandler<BunSocket, "uint8array"> = {
    // Readers want no Buffer: the view that they would make of one costs more than to receive the bytes.
    binaryType: "uint8array",
    data: (native, chunk) => native.data.events.data(chunk),
    end: (native) => native.data.events.end(),
    drain: (native) => native.data.#drain(),
    close: (native, error) => native.data.closed(error),
    error: (native, error) => native.data.closed(error),
  };

  get isClosed(): boolean {
    return this.#closed;
  }

  attach(native: NativeSocket): void {
    this.#native = native;
    native.data = this;
    if (this.#closed) native.terminate();
  }

  write(bytes: Uint8Array): boolean {
    const native = this.#native;
    if (native === undefined || this.#closed) return true;
    const sent = this.waiting > 0 ? 0 : Math.max(native.write(bytes), 0);
    const rest = bytes.length - sent;
    if (rest === 0 || this.#closed) return true;
    this.waiting += rest;
    // A little is copied; much is kept as it is: the copy of 100 MB takes 45 ms.
    const isLittle = rest <= copiedAtMost;
    this.#unsent.push(isLittle ? bytes.slice(sent) : bytes.subarray(sent));
    return isLittle;
  }

  pause(): void {
    if (!this.#closed) this.#native?.pause();
  }

  resume(): void {
    if (!this.#closed) this.#native?.resume();
  }

  lend(): number {
    if (this.waiting > 0 || this.#closed || this.#ending || this.#native === undefined) return -1;
    this.#lent ??= new LentDescriptor();
    return this.#lent.lend((this.#native as unknown as { readonly fd: number }).fd);
  }

  giveBack(): void {
    this.#lent?.giveBack();
  }

  end(): void {
    this.#ending = true;
    if (this.waiting === 0) this.#finish();
  }

  /** Its client is told at once: of a close it would hear only when nobody else holds the descriptor any more. */
  #finish(): void {
    if (this.isAdopted && !this.#closed) this.#native?.shutdown();
    this.destroy();
  }

  destroy(): void {
    if (this.#closed) return;
    this.#ending = true;
    this.#lent?.close();
    if (this.#native === undefined) this.closed();
    else this.#native.close();
  }

  letGo(gone: (descriptor?: number) => void): void {
    const native = this.#native;
    if (native === undefined || this.#closed || this.waiting > 0) return;
    const { fd } = native as unknown as { readonly fd: number };
    const descriptor = this.inThread ? systemCalls()?.dup(fd) : undefined;
    if (this.inThread && (descriptor === undefined || descriptor < 0)) return;
    this.#closed = true;
    this.#lent?.close();
    native.close(); // not terminate(): that would reset the client
    gone(descriptor);
  }

  /** Tells the receiver, once. */
  closed(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsent = [];
    this.waiting = 0;
    this.#lent?.close();
    this.events.close(error);
  }

  /** Bun says so too when nothing waited. */
  #drain(): void {
    if (this.waiting === 0) return;
    while (this.#unsent.length > 0) {
      const bytes = this.#unsent[0]!;
      const sent = Math.max(this.#native?.write(bytes) ?? 0, 0);
      this.waiting -= sent;
      if (sent < bytes.length) {
        this.#unsent[0] = bytes.subarray(sent);
        return;
      }
      this.#unsent.shift();
    }
    if (this.#ending) this.#finish();
    else this.events.drain();
  }
}

/** Bytes; the buffer that replies are written to has 65,536. */
const copiedAtMost = 32_768;

/** As {@link Accepted.peer} says it. */
export function peerOf(native: NativeSocket): string {
  const { remoteAddress, remotePort } = native;
  if (remotePort !== undefined && remotePort > 0) return hostAndPort(remoteAddress, remotePort);
  return native.localPort > 0 ? goneClient : "unix";
}
