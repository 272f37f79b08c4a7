// The header block of THeader frames: which protocol the payload is in, how it was transformed, and headers.
// https://github.com/apache/thrift/blob/master/doc/specs/HeaderFormat.md
import { ProtocolError } from "../../protocol/errors.ts";
import { Input } from "../../protocol/input.ts";
import { putVarint, readVarint } from "../../protocol/varint.ts";
import { type CallHeaders, emptyHeaders } from "../envelope.ts";

/** The content of a header block. */
export interface HeaderBlock {
  /** 0 is binary, 2 compact. */
  readonly protocolId: number;
  /** In the order in which they were applied. 1 is zlib. */
  readonly transforms: readonly number[];
  readonly headers: CallHeaders;
}

/** A header block is measured in words of four bytes. */
export const wordSize = 4;

/** The most words that Apache's C++ library, the strictest, reads. */
const maxWords = 16_383;

/** The largest header block that every Apache library reads, in bytes. */
export const largestBlock: number = maxWords * wordSize;

/** Transforms that a message may have gone through. There is one kind: more of it only serves bombs. */
const maxTransforms = 4;

/**
 * Reads the block [start, end).
 * @throws {ProtocolError} INVALID_DATA when it ends too early or holds a negative number, SIZE_LIMIT when
 * it names too many transforms.
 */
export function readHeaderBlock(bytes: Uint8Array, start: number, end: number): HeaderBlock {
  const input = new Input();
  input.reset(bytes, start, end);
  const protocolId = readNumber(input, "protocol id");
  const count = readNumber(input, "number of transforms");
  if (count > maxTransforms) {
    throw new ProtocolError("SIZE_LIMIT", `${count} header transforms; the limit is ${maxTransforms}`);
  }
  const transforms = Array.from({ length: count }, () => readNumber(input, "transform"));
  const headers = emptyHeaders();
  while (input.position < input.end) {
    // 0 is padding. What other kinds hold is not known, and nothing known comes behind them.
    if (readNumber(input, "kind of header") !== keyValue) break;
    for (let left = readNumber(input, "number of headers"); left > 0; left--) {
      const name = readText(input);
      headers[name] = readText(input);
    }
  }
  return { protocolId, transforms, headers };
}

/** The bytes of a block without transforms, padded to whole words. It may be longer than a frame can say. */
export function headerBlock(protocolId: number, headers: CallHeaders): Uint8Array {
  const texts = Object.entries(headers)
    .flat()
    .map((text) => encoder.encode(text));
  const most = texts.reduce((sum, text) => sum + longestVarint + text.length, 4 * longestVarint + wordSize);
  const block = new Uint8Array(most);
  let at = putVarint(block, 0, protocolId);
  at = putVarint(block, at, 0);
  if (texts.length > 0) {
    at = putVarint(block, at, keyValue);
    at = putVarint(block, at, texts.length / 2);
  }
  for (const text of texts) {
    at = putVarint(block, at, text.length);
    block.set(text, at);
    at += text.length;
  }
  return block.subarray(0, Math.ceil(at / wordSize) * wordSize);
}

/** INFO_KEYVALUE, the only kind of header that Apache's libraries write. */
const keyValue = 1;
const longestVarint = 5;

function readNumber(input: Input, what: string): number {
  const number = readVarint(input);
  if (number < 0)
    throw new ProtocolError("INVALID_DATA", `a negative ${what} in a frame's header: ${number}`);
  return number;
}

/** Headers are bytes to Apache: what is not UTF-8 is read a character a byte, so that nothing of it is lost. */
function readText(input: Input): string {
  const length = readNumber(input, "length");
  if (length > input.end - input.position) {
    throw new ProtocolError(
      "INVALID_DATA",
      `a header of ${length} bytes is longer than what is left of its frame's header`,
    );
  }
  const bytes = input.bytes.subarray(input.position, input.position + length);
  input.position += length;
  try {
    return decoder.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
