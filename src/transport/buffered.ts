// TBufferedTransport (and TSocket bare): messages follow each other with nothing between, so that
// only their protocol tells where one ends.
import { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import { Received } from "./received.ts";
import type { MessageScanner } from "./scan/scanner.ts";
import type { Transport } from "./transport.ts";

export class BufferedTransport implements Transport {
  start = 0;
  end = 0;
  readonly protocol: ProtocolName;
  readonly envelope = undefined;
  readonly ordered = false;
  readonly stateless = true;
  finished = false;
  refusal: ProtocolError | undefined;
  readonly successor = undefined;
  readonly #received = new Received();
  readonly #scanner: MessageScanner;

  constructor(protocol: ProtocolName, scanner: MessageScanner) {
    this.protocol = protocol;
    this.#scanner = scanner;
  }

  get bytes(): Uint8Array {
    return this.#received.bytes;
  }

  get pending(): number {
    return this.#received.length;
  }

  push(chunk: Uint8Array): void {
    this.#received.push(chunk);
  }

  next(): boolean {
    const received = this.#received;
    if (this.finished) return false;
    if (received.end === received.start) {
      received.rest();
      return false;
    }
    try {
      if (!this.#scanner.scan(received.bytes, received.start, received.end)) {
        received.expected = this.#scanner.needed;
        return false;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.kind === "BAD_VERSION") throw error;
      return this.#refuse(error);
    }
    this.start = received.start;
    this.end = received.start += this.#scanner.scanned;
    this.#scanner.reset();
    return true;
  }

  /** Refuses a message and all after it: their beginnings cannot be told, but this one's method may be. */
  #refuse(error: ProtocolError): true {
    const received = this.#received;
    this.refusal = error;
    this.finished = true;
    this.start = received.start;
    this.end = received.start = received.end;
    return true;
  }

  beginReply(output: Output): number {
    return output.position;
  }

  endReply(): void {}
}
