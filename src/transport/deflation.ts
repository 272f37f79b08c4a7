// A zlib stream that replies are compressed into, each flushed to a whole byte.
import { Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, ZStream, zlibDeflate, zlibDeflateInit2 } from "pako";
import type { Output } from "../protocol/output.ts";

/**
 * One connection's stream: 40 kB. With the window and the tables that pako has otherwise it would be 335 kB, for 9
 * bytes of a small reply as well and 893 instead of 1,203 of a list of 100 structs. Without a stream of its own, each
 * reply compressed by itself, it would be 26 and 1,287 bytes, and more than four times the processor time for a small one.
 */
export class Deflation {
  readonly #stream = new ZStream();
  #begun = false;

  constructor() {
    zlibDeflateInit2(this.#stream, level, deflated, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, smallTable);
  }

  /** Compresses what was written behind `mark`. */
  deflate(output: Output, mark: number): void {
    const reply = output.bytes.slice(mark, output.position);
    output.position = mark;
    if (!this.#begun) output.append(streamHeader);
    this.#begun = true;
    const stream = this.#stream;
    stream.input = reply;
    stream.next_in = 0;
    stream.avail_in = reply.length;
    do {
      output.reserve(step);
      stream.output = output.bytes as Uint8Array<ArrayBuffer>;
      stream.next_out = output.position;
      stream.avail_out = output.bytes.length - output.position;
      zlibDeflate(stream, Z_SYNC_FLUSH);
      output.position = stream.next_out;
    } while (stream.avail_out === 0);
    stream.input = nothing; // an idle connection keeps neither
    stream.output = nothing;
  }
}

/** Zlib's default level. */
const level = 6;
const deflated = 8;
/** A window of 4 kB. Negative: the stream's header is written here. */
const windowBits = -12;
const memoryLevel = 5;
/** The other hash takes a table of 64 kB whatever the memory level. */
const smallTable = true;

/** As nearly every stream begins, with a window of 32 kB: whoever looks at it knows it for zlib. */
const streamHeader = Uint8Array.of(0x78, 0x9c);

/** Room that is made for compressed bytes at a time. */
const step = 1024;
const nothing = new Uint8Array(0);
