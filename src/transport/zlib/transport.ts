// TZlibTransport: one zlib stream in each direction for as long as the connection lasts.
import { ProtocolError } from "../../protocol/errors.ts";
import type { Output } from "../../protocol/output.ts";
import type { Envelope } from "../envelope.ts";
import { Layer } from "../layer.ts";
import { Received } from "../received.ts";
import type { Transport } from "../transport.ts";
import { Deflation } from "./deflation.ts";
import { Inflation } from "./inflation.ts";

/** A layer: in the stream is what a client would otherwise send as it is. */
export class ZlibTransport extends Layer {
  blockedUntil: Promise<void> | undefined;
  readonly #received = new Received();
  readonly #inflation = new Inflation();
  /** Bytes that may be inflated before others have their turn. */
  #left = bytesInOneTurn;
  /** Made for the first reply: a client may have sent nothing yet that has one. */
  #deflation: Deflation | undefined;
  readonly #inParts: boolean;

  /**
   * @param inner finds the messages in what is inflated, and holds its size to the limits.
   * @param inParts whether large replies are deflated a part at a time, by {@link ZlibTransport.pour}.
   */
  constructor(inner: Transport, inParts = false) {
    super(inner);
    this.#inParts = inParts;
  }

  get unpoured(): number {
    return this.#deflation?.left ?? 0;
  }

  pour(output: Output): void {
    this.#deflation?.pour(output);
  }

  get pending(): number {
    return this.#received.length + this.inner.current.pending;
  }

  override get finished(): boolean {
    return this.#inflation.ended || this.inner.current.finished;
  }

  push(chunk: Uint8Array): void {
    if (this.#received.length === 0 && this.blockedUntil === undefined) this.#left = bytesInOneTurn;
    this.#received.push(chunk);
  }

  next(output: Output): boolean {
    while (!this.inner.next(output)) {
      if (!this.#inflate()) return false;
    }
    return true;
  }

  beginReply(output: Output, envelope: Envelope | undefined): number {
    return this.inner.current.beginReply(output, envelope);
  }

  endReply(output: Output, mark: number, envelope: Envelope | undefined): void {
    this.inner.current.endReply(output, mark, envelope);
    this.#deflate(output, mark);
  }

  answerError(output: Output, error: ProtocolError): boolean {
    const mark = output.position;
    const isSending = this.inner.current.answerError?.(output, error) ?? false;
    this.#deflate(output, mark);
    return isSending;
  }

  /** Gives the inner transport a little more to look for messages in. False when there is no more yet. */
  #inflate(): boolean {
    if (this.#left <= 0) {
      // Immediates that follow each other keep Deno 2.9 from looking at its sockets.
      this.blockedUntil ??= new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
        this.blockedUntil = undefined;
        this.#left = bytesInOneTurn;
      });
      return false;
    }
    const inflated = this.#inflation.step(this.#received);
    if (this.#received.length === 0) this.#received.rest();
    if (this.#inflation.ended && this.#received.length > 0) {
      throw new ProtocolError(
        "INVALID_DATA",
        `${this.#received.length} bytes behind the end of the zlib stream`,
      );
    }
    if (inflated !== undefined) {
      this.#left -= inflated.length;
      if (inflated.length > 0) this.inner.push(inflated);
      return true;
    }
    if (this.#inflation.ended && this.inner.current.pending > 0) {
      throw new ProtocolError("INVALID_DATA", "the zlib stream ends in the middle of a message");
    }
    return false;
  }

  #deflate(output: Output, mark: number): void {
    if (output.position === mark) return;
    this.#deflation ??= new Deflation();
    this.#deflation.deflate(output, mark);
    while (!this.#inParts && this.#deflation.left > 0) this.#deflation.pour(output);
  }
}

/** A chunk of 64 kB may hold 64 MB, two million small calls: no other client would be heard for seconds. */
const bytesInOneTurn = 262_144;
