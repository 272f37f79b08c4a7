// A transport around another one, which it gives bytes that it has unwrapped.
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import type { Envelope } from "./envelope.ts";
import type { Transport } from "./transport.ts";

/** A transport whose messages are found by the one in it. Layers override what they do not leave as it is. */
export abstract class Layer implements Transport {
  readonly successor = undefined;
  /** Not private by name, as layers use it. */
  protected readonly inner: InnerTransport;

  /** @param inner finds the messages in what is unwrapped. */
  constructor(inner: Transport) {
    this.inner = new InnerTransport(inner);
  }

  get bytes(): Uint8Array {
    return this.inner.current.bytes;
  }

  get start(): number {
    return this.inner.current.start;
  }

  get end(): number {
    return this.inner.current.end;
  }

  get protocol(): ProtocolName {
    return this.inner.current.protocol;
  }

  get envelope(): Envelope | undefined {
    return this.inner.current.envelope;
  }

  get ordered(): boolean {
    return this.inner.current.ordered;
  }

  get finished(): boolean {
    return this.inner.current.finished;
  }

  abstract get pending(): number;
  abstract push(chunk: Uint8Array): void;
  abstract next(output: Output): boolean;
  abstract beginReply(output: Output, envelope: Envelope | undefined): number;
  abstract endReply(output: Output, mark: number, envelope: Envelope | undefined): void;
}

/** A transport inside a layer, or a request's body: followed from one successor to the next. */
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
