// A zlib stream that replies are compressed into, each flushed to a whole byte.
import { Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, ZStream, zlibDeflate, zlibDeflateInit2 } from "pako";
import type { Output } from "../../protocol/output.ts";

/**
 * One connection's stream: 40 kB. With the window and the tables that pako has otherwise it would be 335 kB, for 9
 * bytes of a small reply as well and 893 instead of 1,203 of a list of 100 structs. Without a stream of its own, each
 * reply compressed by itself, it would be 26 and 1,287 bytes, and more than four times the processor time for a small one.
 */
export class Deflation {
  readonly #stream = new ZStream();
  #begun = false;
  /** Replies, or what is left of them, that are to be deflated. */
  readonly #queue: Uint8Array[] = [];
  /** Bytes in the queue. */
  left = 0;

  constructor() {
    zlibDeflateInit2(this.#stream, level, deflated, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, smallTable);
  }

  /** Compresses what was written behind `mark`; of a large reply, or behind one, {@link Deflation.left} stays to be done. */
  deflate(output: Output, mark: number): void {
    const reply = output.take(mark);
    if (!this.#begun) output.append(streamHeader);
    this.#begun = true;
    if (this.left === 0 && reply.length <= atOnce) this.#compress(output, reply);
    else {
      this.#queue.push(reply);
      this.left += reply.length;
    }
  }

  /** Compresses a part of what is left. */
  pour(output: Output): void {
    const reply = this.#queue[0];
    if (reply === undefined) return;
    const part = reply.subarray(0, partSize);
    if (part.length < reply.length) this.#queue[0] = reply.subarray(partSize);
    else this.#queue.shift();
    this.left -= part.length;
    this.#compress(output, part);
  }

  #compress(output: Output, bytes: Uint8Array): void {
    const stream = this.#stream;
    stream.input = bytes;
    stream.next_in = 0;
    stream.avail_in = bytes.length;
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

/** As nearly every stream begins, with a window of 32 kB: a reader knows it for zlib. */
const streamHeader = Uint8Array.of(0x78, 0x9c);

/** Bytes that are compressed before others have their turn: 1 to 5 ms. 100 MB take seconds. */
const partSize = 65_536;
/** A reply up to this size is compressed whole. */
const atOnce = 131_072;

/** Room that is made for compressed bytes at a time. */
const step = 1024;
const nothing = new Uint8Array(0);
