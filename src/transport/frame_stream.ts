// Frames as pieces of a stream: what a client puts a layer into that does not know where messages end.
import type { ProtocolError } from "../protocol/errors.ts";
import type { Output } from "../protocol/output.ts";
import type { Envelope } from "./envelope.ts";
import { beginFrame, endFrame, frameSizeWithin, lengthSize } from "./frame.ts";
import { Layer } from "./layer.ts";
import { Received } from "./received.ts";
import type { MessageLimits, Transport } from "./transport.ts";

/** TFramedTransport below another transport: TZlibTransport, or THeaderTransport with its own frames. */
export class FrameStream extends Layer {
  readonly #limits: MessageLimits;
  readonly #received = new Received();
  /** Bytes of the frame at hand that have not come, or have not been passed on. */
  #left = 0;

  /** @param inner finds the messages in what the frames hold. */
  constructor(inner: Transport, limits: MessageLimits) {
    super(inner);
    this.#limits = limits;
  }

  /** The length of a frame that is still coming counts: its client is in the middle of something. */
  get pending(): number {
    const begun = this.#left > 0 ? lengthSize : 0;
    return begun + this.#received.length + this.inner.current.pending;
  }

  get blockedUntil(): Promise<void> | undefined {
    return this.inner.current.blockedUntil;
  }

  get unpoured(): number {
    return this.inner.current.unpoured ?? 0;
  }

  /** A large reply goes out in several frames: they are pieces of a stream. */
  pour(output: Output): void {
    const mark = beginFrame(output);
    this.inner.current.pour?.(output);
    endFrame(output, mark);
  }

  push(chunk: Uint8Array): void {
    this.#received.push(chunk);
  }

  next(output: Output): boolean {
    while (!this.inner.next(output)) {
      if (!this.#unwrap()) return false;
    }
    return true;
  }

  beginReply(output: Output, envelope: Envelope | undefined): number {
    const mark = beginFrame(output);
    this.inner.current.beginReply(output, envelope);
    return mark;
  }

  endReply(output: Output, mark: number, envelope: Envelope | undefined): void {
    this.inner.current.endReply(output, mark + lengthSize, envelope);
    endFrame(output, mark);
  }

  answerError(output: Output, error: ProtocolError): boolean {
    const mark = beginFrame(output);
    const isSending = this.inner.current.answerError?.(output, error) ?? false;
    endFrame(output, mark);
    return isSending;
  }

  /** Passes on what has come of a frame. False when that is nothing. */
  #unwrap(): boolean {
    const received = this.#received;
    if (this.#left === 0) {
      if (received.length === 0) received.rest();
      if (received.length < lengthSize) return false;
      this.#left = frameSizeWithin(received.bytes, received.start, this.#limits.maxFrameSize);
      received.start += lengthSize;
    }
    const length = Math.min(this.#left, received.length);
    if (length === 0) return false;
    this.inner.push(received.bytes.subarray(received.start, received.start + length));
    received.start += length;
    this.#left -= length;
    return true;
  }
}
