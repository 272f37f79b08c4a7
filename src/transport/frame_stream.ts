// Frames as pieces of a stream: what a client puts a layer into that does not know where messages end.
import { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import type { Envelope } from "./envelope.ts";
import { InnerTransport } from "./layer.ts";
import { Received } from "./received.ts";
import type { MessageLimits, Transport } from "./transport.ts";

/** TFramedTransport below another transport: TZlibTransport, or THeaderTransport with its own frames. */
export class FrameStream implements Transport {
  readonly successor = undefined;
  readonly #inner: InnerTransport;
  readonly #limits: MessageLimits;
  readonly #received = new Received();
  /** Bytes of the frame at hand that have not come, or have not been passed on. */
  #left = 0;

  /** @param inner finds the messages in what the frames hold. */
  constructor(inner: Transport, limits: MessageLimits) {
    this.#inner = new InnerTransport(inner);
    this.#limits = limits;
  }

  get bytes(): Uint8Array {
    return this.#inner.current.bytes;
  }

  get start(): number {
    return this.#inner.current.start;
  }

  get end(): number {
    return this.#inner.current.end;
  }

  get protocol(): ProtocolName {
    return this.#inner.current.protocol;
  }

  get envelope(): Envelope | undefined {
    return this.#inner.current.envelope;
  }

  /** The length of a frame that is still coming counts: its client is in the middle of something. */
  get pending(): number {
    const begun = this.#left > 0 ? lengthSize : 0;
    return begun + this.#received.length + this.#inner.current.pending;
  }

  get ordered(): boolean {
    return this.#inner.current.ordered;
  }

  get finished(): boolean {
    return this.#inner.current.finished;
  }

  get later(): Promise<void> | undefined {
    return this.#inner.current.later;
  }

  get unpoured(): number {
    return this.#inner.current.unpoured ?? 0;
  }

  /** A large reply goes out in several frames: they are pieces of a stream. */
  pour(output: Output): void {
    const mark = output.position;
    output.reserve(lengthSize);
    output.position = mark + lengthSize;
    this.#inner.current.pour?.(output);
    this.#wrap(output, mark);
  }

  push(chunk: Uint8Array): void {
    this.#received.push(chunk);
  }

  next(output: Output): boolean {
    while (!this.#inner.next(output)) {
      if (!this.#unwrap()) return false;
    }
    return true;
  }

  beginReply(output: Output, envelope: Envelope | undefined): number {
    const mark = output.position;
    output.reserve(lengthSize);
    output.position = mark + lengthSize;
    this.#inner.current.beginReply(output, envelope);
    return mark;
  }

  endReply(output: Output, mark: number, envelope: Envelope | undefined): void {
    this.#inner.current.endReply(output, mark + lengthSize, envelope);
    this.#wrap(output, mark);
  }

  refuse(output: Output, error: ProtocolError): boolean {
    const mark = output.position;
    output.reserve(lengthSize);
    output.position = mark + lengthSize;
    const isSending = this.#inner.current.refuse?.(output, error) ?? false;
    this.#wrap(output, mark);
    return isSending;
  }

  /** Passes on what has come of a frame. False when that is nothing. */
  #unwrap(): boolean {
    const received = this.#received;
    if (this.#left === 0) {
      if (received.length === 0) received.rest();
      if (received.length < lengthSize) return false;
      const { bytes, start } = received;
      const size =
        (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!;
      if (size <= 0) throw new ProtocolError("NEGATIVE_SIZE", `a frame of ${size} bytes`);
      if (size > this.#limits.maxFrameSize) {
        throw new ProtocolError(
          "SIZE_LIMIT",
          `a frame of ${size} bytes; the limit is ${this.#limits.maxFrameSize}`,
        );
      }
      received.start += lengthSize;
      this.#left = size;
    }
    const length = Math.min(this.#left, received.length);
    if (length === 0) return false;
    this.#inner.push(received.bytes.subarray(received.start, received.start + length));
    received.start += length;
    this.#left -= length;
    return true;
  }

  #wrap(output: Output, mark: number): void {
    const size = output.position - mark - lengthSize;
    if (size === 0) output.position = mark;
    else output.view.setInt32(mark, size);
  }
}

const lengthSize = 4;
