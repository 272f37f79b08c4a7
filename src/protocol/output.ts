// The bytes replies are written to: one growing buffer that is used again and again.
import { putBytes } from "./bytes.ts";
import { SizeError } from "./errors.ts";

/** The limits of one message that is written. */
export interface WriteLimits {
  /** The depth of its nested structs, as {@link ReadLimits.maxDepth} counts. */
  readonly maxDepth: number;
  /** Its bytes, without what a transport puts around it; 0: as many as a frame can say. */
  readonly maxReplySize: number;
}

/** Is told of properties of values that are no fields of their structs. */
export interface PropertyWatch {
  /** Whether every value is to be looked at; otherwise some are. */
  readonly always: boolean;
  /**
   * @param place what is written: `Embedder.embed result`.
   * @param near the field that was probably meant.
   * @returns whether the value is to be refused.
   */
  unknown(place: string, struct: string, property: string, near: string | undefined, value: object): boolean;
}

/** A buffer with a write position. Writers call {@link Output.reserve} before they store bytes. */
export class Output {
  bytes: Uint8Array;
  /** Over the same memory as `bytes`; replaced with it when the buffer grows. */
  view: DataView;
  /** Index into `bytes` of the next byte to write. */
  position = 0;

  /**
   * The beginning of the message that is held to its limit; {@link unlimited} while there is none: exceptions of our
   * own and what transports put around messages are not.
   */
  start: number = unlimited;

  /** As {@link WriteLimits} have it. */
  readonly maxDepth: number;
  readonly maxSize: number;
  /** The name of what is written, for {@link Output.properties}; writers set it. */
  place = "";
  readonly properties: PropertyWatch | undefined;
  readonly #size: number;

  /** @param size bytes to start with. */
  constructor(
    size = 65_536,
    { maxDepth, maxReplySize }: WriteLimits = defaultWriteLimits,
    properties?: PropertyWatch,
  ) {
    this.properties = properties;
    this.maxDepth = maxDepth;
    this.maxSize = maxReplySize === 0 ? longestMessage : Math.min(maxReplySize, longestMessage);
    this.#size = size;
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Turns to a new buffer: the old one's memory was given away. */
  replace(): void {
    this.bytes = new Uint8Array(this.#size);
    this.view = new DataView(this.bytes.buffer);
    this.position = 0;
  }

  /** Copies bytes to the end of what was written. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    putBytes(this.bytes, this.position, bytes, bytes.length);
    this.position += bytes.length;
  }

  /**
   * Appends [start, end) of memory that becomes this output's own. What was written before goes into the bytes
   * before `start`; only when these are too few is the reply copied, which takes 45 ms for 100 MB.
   */
  adopt(bytes: Uint8Array, start: number, end: number): void {
    const before = this.position;
    if (before > start) {
      this.append(bytes.subarray(start, end));
      return;
    }
    const from = start - before;
    bytes.set(this.bytes.subarray(0, before), from);
    this.bytes = bytes.subarray(from);
    this.view = new DataView(bytes.buffer, bytes.byteOffset + from, bytes.length - from);
    this.position = end - from;
  }

  /** Takes out what was written behind `mark`: much of it with its memory, which is this output's no more. */
  take(mark: number): Uint8Array {
    const { bytes, position } = this;
    this.position = mark;
    if (position - mark <= large) return bytes.slice(mark, position);
    this.replace();
    this.append(bytes.subarray(0, mark));
    return bytes.subarray(mark, position);
  }

  /**
   * Makes room for `length` more bytes, keeping those already written.
   *
   * @param least bytes that will be written of these, whatever they are.
   * @throws {SizeError} when the message is past its limit with them, or when there is no memory.
   */
  reserve(length: number, least = 1): void {
    const needed = this.position + length;
    if (needed <= this.bytes.length) return;
    this.check(this.position + least);
    this.#grow(needed);
  }

  /** Ends a message at `position`. @throws {SizeError} when it is past its limit. */
  check(position: number): void {
    const size = position - this.start;
    if (size <= this.maxSize) return;
    const limit = this.maxSize === longestMessage ? "no message can have more than" : "maxReplySize is";
    throw new SizeError(`a message of ${size} bytes at least; ${limit} ${this.maxSize}`);
  }

  #grow(needed: number): void {
    const { length } = this.bytes;
    // No further than the message may grow, so that it is found too large there.
    const most = Math.min(length * (length < manyPages ? 2 : 4), this.start + this.maxSize + room);
    const least = needed + (needed > large ? room : 0);
    const grown = allocated(Math.max(least, most)) ?? allocated(least);
    if (grown === undefined) {
      throw new SizeError(
        `there is no memory for a message of ${needed - Math.min(this.start, this.position)} bytes`,
      );
    }
    grown.set(this.bytes.subarray(0, this.position));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

/** Behind any position: no message that began there is too large. A small integer on all engines. */
export const unlimited = 0x3fff_ffff;

/** The longest that a frame's length can say, less room for what a transport puts into the frame besides. */
const longestMessage = 0x7fff_0000;

/** The defaults. */
const defaultWriteLimits: WriteLimits = { maxDepth: 64, maxReplySize: 0 };

/** A buffer of this size and more is made for one large value: what stands behind that is not to double it. */
const large = 65_536;
const room = 4096;

/**
 * Bytes from which on a buffer grows fourfold: pages that nobody writes to cost nothing, while fresh ones take ten times as
 * long to fill as others. Growing copies a third of a message's bytes at most, instead of all.
 */
const manyPages = 262_144;

/** Undefined: there is no such memory. */
function allocated(size: number): Uint8Array | undefined {
  try {
    return new Uint8Array(size);
  } catch {
    return undefined;
  }
}
