// The client of a call that the server relayed, as the worker knows it.
import { Buffer } from "node:buffer";
import type { CallerConnection } from "../../../processor/context.ts";

/** Says where the call came from. Most handlers never ask: the address is bytes until one does. */
export class RelayedCaller implements CallerConnection {
  /** The number of its connection. */
  readonly connection: number;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #length: number;
  #abort: AbortController | undefined;

  /** @param bytes hold the address at `start`. */
  constructor(bytes: Uint8Array, start: number, length: number, connection: number) {
    this.connection = connection;
    this.#bytes = bytes;
    this.#start = start;
    this.#length = length;
  }

  get peer(): string {
    const { buffer, byteOffset } = this.#bytes;
    return Buffer.from(buffer, byteOffset + this.#start, this.#length).toString("latin1");
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  /** Its connection has closed, or seems to. */
  gone(): void {
    this.#abort ??= new AbortController();
    this.#abort.abort();
  }
}
