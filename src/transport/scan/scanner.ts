// Finds where a message ends without knowing its service, going on where it stopped when more bytes
// come: what has been passed over is never looked at again.
import { ProtocolError } from "../../protocol/errors.ts";
import { tooDeep } from "../../protocol/read_errors.ts";

/** Finds the ends of messages that have nothing between them. Positions count from a message's first byte. */
export interface MessageScanner {
  /** Bytes of the message passed over so far; its length once {@link MessageScanner.scan} returns true. */
  readonly scanned: number;
  /** The least bytes that the message has, as far as is known. */
  readonly needed: number;
  /**
   * Goes on with the message whose bytes so far are [start, end). True when its end was found.
   * @throws {ProtocolError} when the bytes are no message, are nested too deep or go past the limit.
   */
  scan(bytes: Uint8Array, start: number, end: number): boolean;
  /** Forgets the message that was found. */
  reset(): void;
}

/** The difference between protocols: how the pieces of a message are measured. */
export interface Grammar {
  /** Passes over what stands before the arguments. @returns bytes passed, or {@link incomplete}. */
  messageBegin(scan: Scanner, bytes: Uint8Array, at: number, end: number): number;
  /** Passes over a struct's next field header, or its end. */
  field(scan: Scanner, bytes: Uint8Array, at: number, end: number): number;
  /** Passes over a value of `type`, or over its beginning and opens what it holds. */
  value(scan: Scanner, bytes: Uint8Array, at: number, end: number, type: number): number;
  /** The size of every value of `type` where it is fixed, else 0. */
  fixedSize(type: number): number;
}

/** A {@link Grammar} function returns this when the piece at hand is not there as a whole. */
export const incomplete = -1;

/** Walks one message after the other, of a protocol that tells lengths. */
export class Scanner implements MessageScanner {
  /** Bytes of the message passed over so far; its length once {@link Scanner.scan} returns true. */
  scanned = 0;
  /** Bytes that are known to belong to the message without having been looked at, to be passed over. */
  #ahead = 0;
  #begun = false;
  readonly #grammar: Grammar;
  readonly #maxMessageSize: number;

  // The open structs and containers, innermost last. A struct has no `left`: it ends with its stop byte.
  #open = -1;
  readonly #left: number[] = [];
  readonly #first: number[] = [];
  readonly #second: number[] = [];

  constructor(grammar: Grammar, maxMessageSize: number) {
    this.#grammar = grammar;
    this.#maxMessageSize = maxMessageSize;
  }

  /** The least bytes that the message has, as far as is known. */
  get needed(): number {
    return this.scanned + this.#ahead;
  }

  /** Forgets the message that was found. */
  reset(): void {
    this.scanned = 0;
    this.#ahead = 0;
    this.#begun = false;
    this.#open = -1;
  }

  /**
   * Goes on with the message whose bytes so far are [start, end). True when its end was found.
   * @throws {ProtocolError} when the bytes are no message, are nested too deep or go past the limit.
   */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    const grammar = this.#grammar;
    for (;;) {
      if (this.#ahead > 0) {
        const passed = Math.min(this.#ahead, end - start - this.scanned);
        this.scanned += passed;
        this.#ahead -= passed;
        if (this.#ahead > 0) return false;
      }
      const at = start + this.scanned;
      let size: number;
      if (!this.#begun) {
        size = grammar.messageBegin(this, bytes, at, end);
        if (size === incomplete) return this.#wait(end - start);
        this.#begun = true;
        this.openStruct();
      } else if (this.#open < 0) {
        this.#withinLimit(0); // what was measured piece by piece, such as field headers, counts as well
        return true;
      } else if (this.#left[this.#open] === structMark) {
        size = grammar.field(this, bytes, at, end);
        if (size === incomplete) return this.#wait(end - start);
      } else {
        size = this.#element(bytes, at, end);
        if (size === incomplete) return this.#wait(end - start);
      }
      this.scanned += size;
    }
  }

  /** Passes over `size` bytes that need not be looked at, once they are there. */
  skip(size: number): void {
    if (size < 0) throw new ProtocolError("NEGATIVE_SIZE", `a string of ${size} bytes`);
    this.#ahead += size;
    this.#withinLimit(this.#ahead);
  }

  openStruct(): void {
    this.#push(structMark, 0, 0);
  }

  closeStruct(): void {
    this.#open--;
  }

  /** Opens a list or set of `count` elements. */
  openList(count: number, type: number): void {
    this.#openContainer(count, type, type);
  }

  /** Opens a map of `count` pairs. */
  openMap(count: number, key: number, value: number): void {
    this.#openContainer(count * 2, key, value);
  }

  #openContainer(values: number, first: number, second: number): void {
    if (values < 0) throw new ProtocolError("NEGATIVE_SIZE", `a container of ${values} elements`);
    this.#withinLimit(values); // every element takes at least a byte
    const sizes = [this.#grammar.fixedSize(first), this.#grammar.fixedSize(second)] as const;
    if (sizes[0] > 0 && sizes[1] > 0) {
      this.skip((values / 2) * (sizes[0] + sizes[1]));
      return;
    }
    this.#push(values, first, second);
  }

  #element(bytes: Uint8Array, at: number, end: number): number {
    const open = this.#open;
    const left = this.#left[open]!;
    if (left === 0) {
      this.#open--;
      return 0;
    }
    // Keys come at even counts, values at odd ones; of a list both have the same type.
    const type = left % 2 === 0 ? this.#first[open]! : this.#second[open]!;
    const size = this.#grammar.value(this, bytes, at, end, type);
    if (size !== incomplete) this.#left[open] = left - 1;
    return size;
  }

  #push(left: number, first: number, second: number): void {
    const open = ++this.#open;
    if (open >= maxOpen) throw tooDeep(maxOpen);
    this.#left[open] = left;
    this.#first[open] = first;
    this.#second[open] = second;
  }

  #withinLimit(more: number): void {
    if (this.scanned + more > this.#maxMessageSize) {
      throw new ProtocolError(
        "SIZE_LIMIT",
        `a message of ${this.scanned + more} bytes or more; the limit is ${this.#maxMessageSize}`,
      );
    }
  }

  /** Even what takes no length field, such as a struct without end, stays within the limit. */
  #wait(received: number): false {
    this.#withinLimit(received - this.scanned);
    return false;
  }
}

const structMark = -1;

/**
 * Readers refuse what is nested too deep, and answer it, as they know where the message ends. Here it only
 * must not fill the memory: three words a level.
 */
const maxOpen = 4096;
