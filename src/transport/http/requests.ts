// Finds the requests in a connection's bytes: heads by the parser, bodies joined from what comes of them.

import { Received } from "../received.ts";
import type { SizeLimits } from "../transport.ts";
import { HttpError } from "./error.ts";
import type { HttpHead } from "./head.ts";
import { HttpParser } from "./parser.ts";
import { RepeatedHead } from "./repeated_head.ts";

/** Takes one connection's bytes and finds requests in them, one after the other. */
export class HttpRequests {
  /** The head of the request found last; also while its body is still coming. */
  head: HttpHead | undefined;
  readonly #limits: SizeLimits;
  readonly #onHead: (head: HttpHead) => void;
  readonly #repeated = new RepeatedHead();
  readonly #parser: HttpParser;
  readonly #received = new Received();
  #body = new Received();
  /** The bytes of the body's chunks, including the one that is coming. */
  #chunks = 0;

  /** @param onHead may refuse the request by throwing: its body is not waited for. */
  constructor(limits: SizeLimits, onHead: (head: HttpHead) => void) {
    this.#limits = limits;
    this.#onHead = onHead;
    this.#parser = new HttpParser(limits, {
      head: (head) => {
        this.head = head;
        this.#checkSize(head.bodySize ?? 0);
        this.#body.expected = head.bodySize ?? 0;
        onHead(head);
      },
      chunk: (size) => {
        this.#chunks += size;
        this.#checkSize(this.#chunks);
      },
      body: (bytes) => this.#body.push(bytes),
    });
  }

  /** Bytes received that no request was made of yet: what was parsed of one that is still coming is held as well. */
  get pending(): number {
    return this.#received.length + this.#parser.begun + this.#body.length;
  }

  /** Whether a request has begun to come and is not there as a whole. */
  get begun(): boolean {
    return this.pending > 0;
  }

  push(chunk: Uint8Array): void {
    this.#received.push(chunk);
  }

  /**
   * The next request's body, empty if it has none; `head` has the rest. Undefined when more bytes are needed.
   * @throws {HttpError}
   */
  next(): Uint8Array | undefined {
    const received = this.#received;
    while (received.length > 0) {
      const isNew = this.#parser.begun === 0;
      if (isNew) {
        const body = this.#findRepeated();
        if (body !== undefined) return body;
        this.head = undefined;
      }
      const { parsed, complete } = this.#parser.parse(received.bytes.subarray(received.start, received.end));
      const begin = received.start;
      received.start += parsed;
      if (!complete) continue;
      if (isNew) this.#repeated.remember(this.head!, received.bytes, begin, received.start);
      const { bytes, start, end } = this.#body;
      this.#body = new Received();
      this.#chunks = 0;
      return bytes.subarray(start, end);
    }
    received.rest();
    return undefined;
  }

  /** The body of a request that is there as a whole, where its head is the same as the last one's. */
  #findRepeated(): Uint8Array | undefined {
    const received = this.#received;
    const { bytes, start, end } = received;
    const begin = this.#repeated.find(bytes, start, end);
    if (begin === 0) return undefined;
    const { head } = this.#repeated;
    this.head = head;
    this.#onHead(head);
    received.start = begin + head.bodySize;
    return bytes.subarray(begin, received.start);
  }

  /** All that was received and not parsed, which another transport reads from here on. */
  takeRest(): Uint8Array {
    const { bytes, start, end } = this.#received;
    this.#received.rest();
    return bytes.subarray(start, end);
  }

  #checkSize(size: number): void {
    const limit = this.#limits.maxHttpBodySize;
    if (size <= limit) return;
    throw new HttpError(413, `a request's body of ${size} bytes; the limit is ${limit}`, {}, "SIZE_LIMIT");
  }
}
