// TFramedTransport: each message stands behind its length, four bytes, most significant first.
import { readI32 } from "../protocol/bytes.ts";
import type { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import { beginFrame, endFrame, frameSize, frameTooLong, lengthSize } from "./frame.ts";
import { Received } from "./received.ts";
import type { MessageLimits, Transport } from "./transport.ts";

export class FramedTransport implements Transport {
  start = 0;
  end = 0;
  readonly protocol: ProtocolName;
  readonly envelope = undefined;
  aheadEnd = 0;
  readonly ordered = false;
  readonly stateless = true;
  readonly isPlain = true;
  readonly finished = false;
  readonly successor = undefined;
  readonly #received = new Received();
  readonly #limit: number;
  refusal: ProtocolError | undefined;
  /** Bytes still to come of a frame that was refused. */
  #rest = 0;

  constructor(protocol: ProtocolName, limits: MessageLimits) {
    this.protocol = protocol;
    this.#limit = Math.min(limits.maxFrameSize, limits.maxMessageSize);
  }

  get bytes(): Uint8Array {
    return this.#received.bytes;
  }

  get pending(): number {
    return this.#received.length;
  }

  get skippingRest(): boolean {
    return this.#rest > 0;
  }

  push(chunk: Uint8Array): void {
    if (this.#rest > 0) {
      const passed = Math.min(this.#rest, chunk.length);
      this.#rest -= passed;
      if (passed < chunk.length) this.#received.push(chunk.subarray(passed));
      return;
    }
    this.#received.push(chunk);
  }

  next(): boolean {
    const { bytes, start, end } = this.#received;
    if (end - start < lengthSize) {
      if (end === start) this.#received.rest();
      return false;
    }
    const size = frameSize(bytes, start);
    if (size > this.#limit) return this.#refuse(size);
    if (end - start < lengthSize + size) {
      this.#received.expected = lengthSize + size;
      return false;
    }
    this.start = start + lengthSize;
    this.end = this.#received.start = this.start + size;
    this.refusal = undefined;
    return true;
  }

  /** Finds the beginning of a frame that is too large, once enough of it has come to be answered. */
  #refuse(size: number): boolean {
    const { start, end } = this.#received;
    const held = Math.min(end - start - lengthSize, size);
    if (held < Math.min(size, answerableFrom)) {
      this.#received.expected = lengthSize + answerableFrom;
      return false;
    }
    this.start = start + lengthSize;
    this.end = this.#received.start = this.start + held;
    this.#rest = size - held;
    this.refusal = frameTooLong(size, this.#limit);
    return true;
  }

  lookAhead(bytes: Uint8Array, most: number, within: number): number {
    const received = this.#received;
    // Otherwise more bytes have come since, and those of the message found last are not among them.
    if (bytes !== received.bytes || received.start !== this.end) return 0;
    const last = Math.min(received.end, this.start + within);
    let at = this.end;
    let count = 0;
    for (; count < most && last - at >= lengthSize; count++) {
      const size = readI32(bytes, at);
      if (size <= 0 || size > this.#limit || size > last - at - lengthSize) break;
      at += lengthSize + size;
    }
    this.aheadEnd = at;
    return count;
  }

  beginReply(output: Output): number {
    return beginFrame(output);
  }

  endReply(output: Output, mark: number): void {
    endFrame(output, mark);
  }
}

/** Bytes that hold the method's name in practice. */
const answerableFrom = 512;
