// Replies as pieces of a zlib stream, each compressed by itself.
import {
  Z_DEFAULT_STRATEGY,
  Z_SYNC_FLUSH,
  ZStream,
  zlibDeflate,
  zlibDeflateInit2,
  zlibDeflateReset,
} from "pako";
import type { Output } from "../protocol/output.ts";

/**
 * Compresses what was written behind `mark`, and ends it on a whole byte. Nothing refers to what was compressed
 * before, so that one compressor of 270 kB serves all connections.
 *
 * @param first whether the stream begins here.
 */
export function deflateReply(output: Output, mark: number, first: boolean): void {
  const reply = output.bytes.slice(mark, output.position);
  output.position = mark;
  if (first) output.append(streamHeader);
  compressor ??= newCompressor();
  const stream = compressor;
  zlibDeflateReset(stream);
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
  stream.input = nothing;
  stream.output = nothing;
}

/** A window of 32 kB, compression of zlib's default level, no dictionary. */
const streamHeader = Uint8Array.of(0x78, 0x9c);
const level = 6;
const deflated = 8;
/** Negative: without a stream's header and end, which are the connection's. */
const windowBits = -15;
const memoryLevel = 8;
/** Room that is made for compressed bytes at a time. */
const step = 1024;

let compressor: ZStream | undefined;

function newCompressor(): ZStream {
  const stream = new ZStream();
  zlibDeflateInit2(stream, level, deflated, windowBits, memoryLevel, Z_DEFAULT_STRATEGY);
  return stream;
}

const nothing = new Uint8Array(0);
