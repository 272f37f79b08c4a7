// TFramedTransport: each message stands behind its length, four bytes, most significant first.
import { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import { Received } from "./received.ts";
import type { MessageLimits, Transport } from "./transport.ts";

export class FramedTransport implements Transport {
  start = 0;
  end = 0;
  readonly protocol: ProtocolName;
  readonly envelope = undefined;
  readonly ordered = false;
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

  get passing(): boolean {
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
    if (end - start < headerSize) {
      if (end === start) this.#received.rest();
      return false;
    }
    const size =
      (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!;
    if (size <= 0) throw new ProtocolError("NEGATIVE_SIZE", `a frame of ${size} bytes`);
    if (size > this.#limit) return this.#refuse(size);
    if (end - start < headerSize + size) {
      this.#received.expected = headerSize + size;
      return false;
    }
    this.start = start + headerSize;
    this.end = this.#received.start = this.start + size;
    this.refusal = undefined;
    return true;
  }

  /** Finds the beginning of a frame that is too large, once enough of it has come to be answered. */
  #refuse(size: number): boolean {
    const { start, end } = this.#received;
    const held = Math.min(end - start - headerSize, size);
    if (held < Math.min(size, answerableFrom)) {
      this.#received.expected = headerSize + answerableFrom;
      return false;
    }
    this.start = start + headerSize;
    this.end = this.#received.start = this.start + held;
    this.#rest = size - held;
    this.refusal = new ProtocolError("SIZE_LIMIT", `a frame of ${size} bytes; the limit is ${this.#limit}`);
    return true;
  }

  beginReply(output: Output): number {
    const mark = output.position;
    output.reserve(headerSize);
    output.position = mark + headerSize;
    return mark;
  }

  endReply(output: Output, mark: number): void {
    const size = output.position - mark - headerSize;
    if (size === 0) output.position = mark;
    else output.view.setInt32(mark, size);
  }
}

const headerSize = 4;

/** Bytes that hold the method's name in practice. */
const answerableFrom = 512;
