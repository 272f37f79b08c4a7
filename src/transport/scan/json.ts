// Finds where a message of the JSON protocol ends: at the bracket that closes its first one.
import { ProtocolError } from "../../protocol/errors.ts";
import { syntax } from "../../protocol/json/syntax.ts";
import { tooDeep } from "../../protocol/read_errors.ts";
import type { MessageScanner } from "./scanner.ts";

/** Walks one message after the other and looks at each byte once, in whatever pieces they come. */
export class JsonScanner implements MessageScanner {
  /** Bytes of the message passed over so far; its length once {@link JsonScanner.scan} returns true. */
  scanned = 0;
  /** Brackets and braces that are open. Whether each is closed by its own kind is left to the reader. */
  #open = 0;
  #inString = false;
  /** Whether the last byte was a backslash that takes the next with it. */
  #isEscaped = false;
  readonly #maxMessageSize: number;

  constructor(maxMessageSize: number) {
    this.#maxMessageSize = maxMessageSize;
  }

  /** JSON tells no lengths: what has come is all that is known. */
  get needed(): number {
    return this.scanned;
  }

  reset(): void {
    this.scanned = 0;
    this.#open = 0;
    this.#inString = false;
    this.#isEscaped = false;
  }

  scan(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.scanned === 0 && start < end && bytes[start] !== syntax.openArray) {
      throw new ProtocolError("BAD_VERSION", `0x${bytes[start]!.toString(16)} where a JSON message begins`);
    }
    const limit = start + this.#maxMessageSize;
    const stop = Math.min(end, limit);
    let at = start + this.scanned;
    while (at < stop) {
      if (this.#inString) {
        at = this.#string(bytes, at, stop);
        continue;
      }
      const byte = bytes[at++];
      if (byte === syntax.quote) this.#inString = true;
      else if (byte === syntax.openArray || byte === syntax.openObject) {
        if (++this.#open > maxOpen) throw tooDeep(maxOpen);
      } else if (byte === syntax.closeArray || byte === syntax.closeObject) {
        if (--this.#open === 0) {
          this.scanned = at - start;
          return true;
        }
      }
    }
    this.scanned = at - start;
    if (end <= limit) return false;
    throw new ProtocolError(
      "SIZE_LIMIT",
      `a message of ${this.#maxMessageSize + 1} bytes or more; the limit is ${this.#maxMessageSize}`,
    );
  }

  /** Goes on in a string, as far as its end or `stop`. */
  #string(bytes: Uint8Array, from: number, stop: number): number {
    let at = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at++;
    }
    while (at < stop && bytes[at] !== syntax.quote && bytes[at] !== syntax.backslash) at++;
    if (at === stop) return at;
    if (bytes[at] === syntax.quote) this.#inString = false;
    else this.#isEscaped = true;
    return at + 1;
  }
}

/**
 * A struct takes two braces a level, one of them for its field. As for the other protocols, readers know how
 * deep the IDL lets containers go; here they only must not be nested without end.
 */
const maxOpen = 8192;
