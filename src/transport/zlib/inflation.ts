// A zlib stream that is inflated a step at a time, as its bytes come.
import { Z_BUF_ERROR, Z_OK, Z_STREAM_END, Z_SYNC_FLUSH, ZStream, zlibInflate, zlibInflateInit2 } from "pako";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Received } from "../received.ts";

/** One connection's stream: 40 kB, 32 of which are the window that the client may refer back to. */
export class Inflation {
  /** Whether the stream has come to its end. */
  ended = false;
  readonly #stream = new ZStream();
  /** The last step ended because there was no more room: the stream may hold more without further bytes. */
  #more = false;
  /** The error that was found behind the bytes of the last step. */
  #error: ProtocolError | undefined;

  constructor() {
    zlibInflateInit2(this.#stream, windowBits);
  }

  /**
   * Takes bytes away from `received` and returns what they hold, at most {@link stepSize} bytes of it. Empty
   * when they hold nothing yet; undefined when there are none.
   * @throws {ProtocolError} INVALID_DATA when the stream is corrupt.
   */
  step(received: Received): Uint8Array | undefined {
    if (this.#error !== undefined) throw this.#error;
    if (this.ended || (received.length === 0 && !this.#more)) return undefined;
    const stream = this.#stream;
    const before = received.length;
    stream.input = received.bytes;
    stream.next_in = received.start;
    stream.avail_in = before;
    stream.output = room;
    stream.next_out = 0;
    stream.avail_out = stepSize;
    const status = zlibInflate(stream, Z_SYNC_FLUSH);
    received.start = stream.next_in;
    stream.input = nothing; // an idle connection keeps neither
    stream.output = nothing;
    if (status !== Z_OK && status !== Z_STREAM_END && status !== Z_BUF_ERROR) {
      const what = stream.msg || `error ${status}`;
      this.#error = new ProtocolError("INVALID_DATA", `the zlib stream is corrupt: ${what}`);
    }
    this.ended = status === Z_STREAM_END;
    this.#more = stream.avail_out === 0 || this.#error !== undefined;
    return room.slice(0, stream.next_out);
  }
}

/** Whatever the first byte says, up to zlib's largest window. */
const windowBits = 15;
/** Bytes inflated at a time: a bomb is looked at after each. */
const stepSize = 16_384;
/** Shared: what a step gives is copied out of it. */
const room = new Uint8Array(stepSize);
const nothing = new Uint8Array(0);
