// The bytes a message is read from, how far reading has come, and how much may still be made of them.

import { memory } from "./memory.ts";
import { longString, memoryLimitError, tooMany } from "./read_errors.ts";

/** The limits of one message. */
export interface ReadLimits {
  /** The depth of nested structs, the arguments' own counted; a skipped container counts as well. */
  readonly maxDepth: number;
  /** Bytes of a string's UTF-8, or of a binary value. */
  readonly maxStringSize: number;
  /** Elements of a list or set, pairs of a map. */
  readonly maxContainerSize: number;
  /** Bytes of memory that the decoded message may take, by the estimates of memory.ts. */
  readonly maxDecodedSize: number;
}

/** The defaults. Lengths are i32: a string or container has no limit of its own. */
export const defaultReadLimits: ReadLimits = {
  maxDepth: 64,
  maxStringSize: 0x7fffffff,
  maxContainerSize: 0x7fffffff,
  maxDecodedSize: 268_435_456,
};

/** A cursor over bytes. One is reused for all messages: nothing is allocated per message. */
export class Input {
  /** Always a plain Uint8Array, so that values cut out of it are plain too. */
  bytes: Uint8Array = empty;
  /** Index into `bytes` of the next byte to read. */
  position = 0;
  /** Index into `bytes` behind the last byte of the message. */
  end = 0;
  readonly maxDepth: number;
  readonly maxStringSize: number;
  readonly maxContainerSize: number;
  readonly maxDecodedSize: number;
  /** Bytes of memory that the rest of the message may be decoded to. */
  #budget: number;
  #view: DataView | undefined = undefined;
  /** The bytes that {@link Input.reset} was given last. */
  #source: Uint8Array = empty;

  constructor(limits: ReadLimits = defaultReadLimits) {
    this.maxDepth = limits.maxDepth;
    this.maxStringSize = limits.maxStringSize;
    this.maxContainerSize = limits.maxContainerSize;
    this.maxDecodedSize = limits.maxDecodedSize;
    this.#budget = limits.maxDecodedSize;
  }

  /** Over the same memory as `bytes`; made when first asked for, as few messages hold doubles or i64s. */
  get view(): DataView {
    this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    return this.#view;
  }

  /** Turns to other bytes, of which [start, end) is one message. */
  reset(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.bytes = plain(bytes);
      this.#view = undefined;
    }
    this.position = start;
    this.end = end;
    this.#budget = this.maxDecodedSize;
  }

  /** Goes back to `position` to read the same message once more. */
  again(position: number): void {
    this.position = position;
    this.#budget = this.maxDecodedSize;
  }

  /** Whether the message has asked for more memory than it gets. */
  get overBudget(): boolean {
    return this.#budget < 0;
  }

  /** Counts memory that is about to be taken. @throws {ProtocolError} SIZE_LIMIT when the message gets no more. */
  charge(bytes: number): void {
    this.#budget -= bytes;
    if (this.#budget < 0) throw memoryLimitError(this.maxDecodedSize);
  }

  /** Checks the length of a string that is about to be made, and counts its memory. @throws {ProtocolError} */
  checkString(length: number): void {
    if (length > this.maxStringSize) throw longString(length, this.maxStringSize);
    this.charge(memory.string + memory.textByte * length);
  }

  /** The same for a binary value. @throws {ProtocolError} */
  checkBinary(length: number): void {
    if (length > this.maxStringSize) throw longString(length, this.maxStringSize);
    this.charge(memory.binary + length);
  }

  /**
   * Checks the size of a container that is about to be made, and counts its memory.
   *
   * @param cost bytes of an element, or of a pair: see `elementCost` and `pairCost` in codec/cost.ts.
   * @param base bytes of the container itself.
   * @throws {ProtocolError}
   */
  checkContainer(count: number, cost: number, base: number): void {
    if (count > this.maxContainerSize) throw tooMany(count, this.maxContainerSize);
    this.charge(base + count * cost);
  }
}

/** node:buffer's Buffer is a Uint8Array whose `slice` and species differ: sockets deliver it, readers do not want it. */
function plain(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const empty = new Uint8Array(0);
