// A transport inside another one, which gives it its bytes: followed from one successor to the next.
import type { Output } from "../protocol/output.ts";
import type { Transport } from "./transport.ts";

/** Takes the bytes that a layer has unwrapped, and finds messages in them as a connection's transport would. */
export class InnerTransport {
  #transport: Transport;

  /** @param first usually one that tells the dialect from the first bytes. */
  constructor(first: Transport) {
    this.#transport = first;
  }

  /** The transport that has found the last message, or is to find the first. */
  get current(): Transport {
    return this.#transport;
  }

  push(bytes: Uint8Array): void {
    this.#transport.push(bytes);
  }

  /**
   * As {@link Transport.next}; but a message that is refused ends the connection, in the layer's own way: there is no
   * telling how much a layer, a compressed one above all, would go on to unwrap of it.
   */
  next(output: Output): boolean {
    while (!this.#transport.next(output)) {
      const { successor } = this.#transport;
      if (successor === undefined) return false;
      this.#transport = successor;
    }
    if (this.#transport.refusal !== undefined) throw this.#transport.refusal;
    return true;
  }
}
