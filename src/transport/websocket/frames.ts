// Gives the WebSocket driver what it can use: a frame's head, then its payload in one piece. The driver by
// itself keeps every piece that arrives, and every fragment of a message however small it is.
import { ProtocolError } from "../../protocol/errors.ts";
import { Received } from "../received.ts";

/** Cuts what arrives in two pieces for each frame (RFC 6455, section 5.2). */
export class WebSocketFrames {
  readonly #received = new Received();
  readonly #limit: number;
  /** Whether the message that is coming, or came last, is text. The driver takes it for binary. */
  text = false;
  /** Bytes of payload that the next piece has; undefined: it is a head. */
  #payload: number | undefined;
  /** Frames of the message that is coming. */
  #fragments = 0;
  /** Bytes that the driver has of a message, or of a frame, that is not there as a whole. */
  #handedOver = 0;
  /** The same once the frame at hand is there. */
  #handedOverThen = 0;

  /** @param limit bytes of a payload; the driver refuses a head that says more. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes received of a message that is not there as a whole: what the driver holds of it, too. */
  get pending(): number {
    return this.#received.length + this.#handedOver;
  }

  push(chunk: Uint8Array): void {
    this.#received.push(chunk);
  }

  /**
   * The next piece; undefined when it is not there as a whole.
   * @throws {ProtocolError} when a message comes in too many fragments.
   */
  next(): Uint8Array | undefined {
    const received = this.#received;
    const { bytes, start, end } = received;
    if (start === end) {
      received.rest();
      return undefined;
    }
    if (this.#payload !== undefined) return this.#take(this.#payload, false);
    if (end - start < 2) return undefined;
    const short = bytes[start + 1]! & 0x7f;
    const masked = bytes[start + 1]! >= 0x80;
    const lengthSize = short === 126 ? 2 : short === 127 ? 8 : 0;
    const headSize = 2 + lengthSize + (masked ? 4 : 0);
    if (end - start < headSize) return undefined;
    this.#count(bytes[start]!);
    this.#markText(bytes, start);
    let payload = lengthSize === 0 ? short : 0;
    for (let i = 0; i < lengthSize; i++) payload = payload * 256 + bytes[start + 2 + i]!;
    const head = this.#take(headSize, true)!;
    // A payload of nothing is handed over with its head. One that is too long the driver will not wait for.
    this.#payload = payload === 0 || payload > this.#limit ? undefined : payload;
    this.#handedOverThen = this.#heldAfter(bytes[start]!, headSize + payload);
    this.#handedOver = this.#payload === undefined ? this.#handedOverThen : this.#handedOver + headSize;
    return head;
  }

  #take(size: number, isHead: boolean): Uint8Array | undefined {
    const received = this.#received;
    const { bytes, start, end } = received;
    if (end - start < size) {
      received.expected = size;
      return undefined;
    }
    received.start += size;
    if (!isHead) {
      this.#payload = undefined;
      this.#handedOver = this.#handedOverThen;
    }
    return bytes.subarray(start, start + size);
  }

  /**
   * The bytes that the driver holds once it has a whole frame: a control frame adds nothing, the last frame of a
   * message ends it.
   */
  #heldAfter(first: number, size: number): number {
    if ((first & 0x08) !== 0) return this.#handedOver;
    return first >= 0x80 ? 0 : this.#handedOver + size;
  }

  /**
   * Passes text as binary: the driver would look at it with a regular expression that holds the event loop
   * for 250 ms when the text has 300 kB, and that fails for any text of 3 MB, on Bun 1.4.
   */
  #markText(bytes: Uint8Array, at: number): void {
    const code = bytes[at]! & 0x0f;
    if (code === binaryCode) this.text = false;
    else if (code === textCode) {
      this.text = true;
      bytes[at] = (bytes[at]! & 0xf0) | binaryCode;
    }
  }

  #count(first: number): void {
    if ((first & 0x08) !== 0) return; // a control frame may come between fragments
    this.#fragments++;
    if (this.#fragments > fragmentsAtMost) {
      throw new ProtocolError("SIZE_LIMIT", `a WebSocket message in more than ${fragmentsAtMost} fragments`);
    }
    if (first >= 0x80) this.#fragments = 0;
  }
}

const textCode = 1;
const binaryCode = 2;

/** Browsers and libraries cut a message of 100 MB in at most 1600. The driver keeps an object for each. */
const fragmentsAtMost = 4096;
