// The beginning of a message, read without knowing its service: of those that are not run. Codecs read it their own way,
// as they look the function up by its bytes.
import { splitWireName } from "../schema/service.ts";
import { readI32 } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { Input } from "./input.ts";
import { syntax } from "./json/syntax.ts";
import type { ProtocolName } from "./names.ts";
import { badLength, badVersion, truncated } from "./read_errors.ts";
import { readText } from "./text.ts";
import { readVarint } from "./varint.ts";

/** The message types of Thrift's protocols. */
export const messageType = { call: 1, reply: 2, exception: 3, oneway: 4 } as const;

/** A message: [start, end) of `bytes`. */
export interface MessageBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly protocol: ProtocolName;
}

/** The beginning of a message. */
export interface MessageHead {
  /** The function's name. */
  name: string;
  /** One of {@link messageType}, or whatever else the client sent. */
  type: number;
  /** Written back unchanged in the reply. */
  seqid: number;
  /**
   * Whether the header was a strict one: pass it to the writers, so that the reply is in the dialect of
   * its call. Always true for compact and JSON, which have no other.
   */
  strict: boolean;
}

/**
 * Reads a message's beginning; the rest need not be there.
 * @returns undefined when it cannot be read. The name is without the prefix that clients of multiplexed services send.
 */
export function readMessageHead(message: MessageBytes): MessageHead | undefined {
  const head = readSentHead(message);
  if (head !== undefined) head.name = splitWireName(head.name).name;
  return head;
}

/** The same, with the name as it was sent. */
export function readSentHead({ bytes, start, end, protocol }: MessageBytes): MessageHead | undefined {
  if (end > bytes.length) return undefined; // a handler has given an argument's memory away, and the message with it
  const input = new Input();
  input.reset(bytes, start, end);
  try {
    return readers[protocol](input);
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Whether a message is a oneway call. One that cannot be read is none. Its type alone is looked for, as every call over
 * HTTP is asked for it: 1 to 70 ns, where the whole beginning takes 70 to 2,000.
 */
export function isOneway({ bytes, start, end, protocol }: MessageBytes): boolean {
  return typeIn[protocol](bytes, start, end) === messageType.oneway;
}

const typeIn: Readonly<
  Record<ProtocolName, (bytes: Uint8Array, start: number, end: number) => number | undefined>
> = {
  binary(bytes, start, end) {
    if (bytes[start]! >= 0x80) return bytes[start + 3];
    // The old form: the name with its length comes first.
    const at = start + 4 + readI32(bytes, start);
    return at < end ? bytes[at] : undefined;
  },
  compact: (bytes, start) => (bytes[start + 1] ?? 0) >> 5,
  json(bytes, start, end) {
    let at = commaInJson(bytes, start, end, 2) + 1;
    while (at < end && bytes[at]! <= space) at++;
    return at < end ? bytes[at]! - zero : undefined;
  },
};

const readers: Readonly<Record<ProtocolName, (input: Input) => MessageHead>> = {
  binary: readBinary,
  compact: readCompact,
  json: readJson,
};

/** A strict header begins with a negative i32, an old one with the length of the name. */
function readBinary(input: Input): MessageHead {
  const first = nextI32(input);
  const strict = first < 0;
  if (strict && first >>> 16 !== 0x8001) throw badVersion("binary", first);
  const name = nextText(input, strict ? nextI32(input) : first);
  const type = strict ? first & 255 : nextByte(input);
  return { name, type, seqid: nextI32(input), strict };
}

function readCompact(input: Input): MessageHead {
  const id = nextByte(input);
  if (id !== 0x82) throw badVersion("compact", id);
  const kind = nextByte(input);
  if ((kind & 31) !== 1) throw badVersion("compact", kind & 31);
  const seqid = readVarint(input);
  return { name: nextText(input, readVarint(input)), type: kind >> 5, seqid, strict: true };
}

/** `[1,"name",type,seqid,`: read by the engine, so that a worker that never meets JSON loads no readers of it. */
function readJson({ bytes, position, end }: Input): MessageHead {
  const length = commaInJson(bytes, position, end, 4) - position;
  if (position + length >= end) throw truncated();
  const head: unknown = JSON.parse(`${readText(bytes, position, length, "a message's beginning")}]`);
  if (!Array.isArray(head)) throw badVersion("json", bytes[position]!);
  const [version, name, type, seqid] = head as unknown[];
  if (version !== 1) throw badVersion("json", bytes[position]!);
  if (typeof name !== "string" || !name.isWellFormed() || !isI32(type) || !isI32(seqid)) throw truncated();
  return { name, type, seqid, strict: true };
}

/**
 * The index of the comma that is the `count`th outside of strings; `end` when there are fewer, or another list or object
 * begins before: brackets in brackets cost the engine 60 to 180 ns each, and a message may hold millions of them.
 */
export function commaInJson(bytes: Uint8Array, start: number, end: number, count: number): number {
  let quoted = false;
  let left = count;
  let opened = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (quoted && byte === syntax.backslash) at++;
    else if (byte === syntax.quote) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === syntax.comma && --left === 0) return at;
    else if ((byte === syntax.openArray || byte === syntax.openObject) && ++opened > 1) return end;
  }
  return end;
}

const space = 0x20;
const zero = 0x30;

function isI32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

function nextByte(input: Input): number {
  if (input.position >= input.end) throw truncated();
  return input.bytes[input.position++]!;
}

function nextI32(input: Input): number {
  if (input.end - input.position < 4) throw truncated();
  const value = readI32(input.bytes, input.position);
  input.position += 4;
  return value;
}

function nextText(input: Input, length: number): string {
  if (length < 0 || length > input.end - input.position) throw badLength(length);
  const text = readText(input.bytes, input.position, length, "the function's name");
  input.position += length;
  return text;
}
