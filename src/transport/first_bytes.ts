// Tells what a client speaks from the first bytes that it sends.
import { readI32 } from "../protocol/bytes.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { DialectOptions } from "./dialect.ts";

/** The dialect that a connection's first bytes tell. */
export type Spoken =
  | {
      readonly transport: "buffered" | "framed";
      readonly protocol: ProtocolName;
      readonly inFrames?: undefined;
    }
  /** The protocol is told by each message, or by what is in the layer. */
  | {
      readonly transport: "header" | "zlib";
      readonly protocol?: undefined;
      /** Whether frames of TFramedTransport are around it. */
      readonly inFrames?: true;
    };

/**
 * Tells the dialect from a connection's first bytes; undefined when it takes more of them.
 *
 * A message begins with 0x80 0x01 (binary, strict), with 0x82 (compact), with `[` (JSON) or with the
 * length of the method's name, whose first byte is 0 (binary, old). A frame begins with its length, whose
 * first byte is below 0x80, and a message follows; or 0x0fff and so a header, or a zlib stream, or another
 * length and then a header. A zlib stream begins with 0x78 and a byte that makes both divisible by 31.
 *
 * @throws {ProtocolError} when the bytes are of no dialect, or of one that the options rule out.
 */
export function detectDialect(bytes: Uint8Array, options: DialectOptions): Spoken | undefined {
  const spoken = dialectOf(bytes);
  if (spoken === undefined) return undefined;
  if (options.insideLayer && (spoken.transport === "zlib" || spoken.inFrames)) throw notThrift(bytes);
  if (!isTaken(spoken, options)) {
    const asked = [options.protocol, options.transport].filter((part) => part !== "auto").join(" ");
    throw new ProtocolError("WRONG_DIALECT", wrongDialect(nameOf(spoken), asked));
  }
  return spoken;
}

/** A dialect in words: `compact framed`, or `header` where the protocol is not known yet. */
export function nameOf({ protocol, transport }: Spoken): string {
  return protocol === undefined ? transport : `${protocol} ${transport}`;
}

/** Says that a client speaks what the options rule out. */
export function wrongDialect(spoken: string, taken: string): string {
  return `the client speaks ${spoken}, this server takes ${taken} only`;
}

/** Names what the first bytes of a client without TLS are of: `the client speaks binary framed without TLS`. */
export function spokenWithoutTls(bytes: Uint8Array): string {
  try {
    const dialect = detectDialect(bytes, { protocol: "auto", transport: "auto" });
    if (dialect === undefined) return "the client began without a TLS handshake";
    return `the client speaks ${nameOf(dialect)} without TLS`;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return `the client began without a TLS handshake: ${error.message}`;
  }
}

function isTaken(spoken: Spoken, { protocol, transport }: DialectOptions): boolean {
  if (protocol !== "auto" && spoken.protocol !== undefined && protocol !== spoken.protocol) return false;
  if (transport === "header") return spoken.transport !== "zlib" && spoken.protocol !== "json";
  return transport === "auto" || transport === spoken.transport;
}

function dialectOf(bytes: Uint8Array): Spoken | undefined {
  if (bytes.length < 2) return undefined;
  if (bytes[0] === 0x0d && looksLikeProxy(bytes)) throw notThrift(bytes);
  const unframed = protocolAt(bytes, 0);
  if (unframed !== undefined && unframed !== "old") return { protocol: unframed, transport: "buffered" };
  if (beginsZlib(bytes, 0)) return { transport: "zlib" };
  if (bytes[0]! >= 0x80 || looksLikeText(bytes) || looksLikeTls(bytes)) throw notThrift(bytes);
  if (bytes.length < 6) return undefined;
  if (bytes[4] === 0x0f && bytes[5] === 0xff) return { transport: "header" };
  if (beginsZlib(bytes, 4)) return { transport: "zlib", inFrames: true };
  // Behind a length: a message, and so a frame; or the first letter of a name, and so an old message.
  const framed = protocolAt(bytes, 4);
  if (framed === "old") {
    // A frame that is filled by another one. The name of an old message leaves room for more.
    if (bytes.length < 8) return undefined;
    if (readI32(bytes, 4) === readI32(bytes, 0) - 4) return { transport: "header", inFrames: true };
  }
  if (framed !== undefined) {
    return { protocol: framed === "old" ? "binary" : framed, transport: "framed" };
  }
  if (bytes[0] === 0 && isNameByte(bytes[4]!)) return { protocol: "binary", transport: "buffered" };
  throw notThrift(bytes);
}

/** The first byte of a JSON message. As the first byte of a frame's length it would be at least 1.5 GB. */
const openArray = 0x5b;

/** The header of a zlib stream as every library writes it: the largest window, and no dictionary. */
function beginsZlib(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1]!;
  return bytes[at] === 0x78 && (0x7800 | second) % 31 === 0 && (second & 0x20) === 0;
}

/**
 * The protocol of the message that begins at `at`. "old" stands for the first byte of a name's length, which a frame's
 * length may have as well.
 */
export function protocolAt(bytes: Uint8Array, at: number): ProtocolName | "old" | undefined {
  if (bytes[at] === 0x80 && bytes[at + 1] === 0x01) return "binary";
  if (bytes[at] === 0x82 && (bytes[at + 1]! & 0x1f) === 1) return "compact";
  if (bytes[at] === openArray) return "json";
  return bytes[at] === 0 ? "old" : undefined;
}

/** Whether a name can begin with it: printable ASCII, or the first byte of a longer character in UTF-8. */
function isNameByte(byte: number): boolean {
  return (byte > 0x20 && byte < 0x7f) || (byte >= 0xc2 && byte <= 0xf4);
}

/** Text behind a printable letter: as a frame's length it would be at least 512 MB. */
function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes[0]! < 0x20) return false;
  for (let i = 0; i < Math.min(bytes.length, 4); i++) {
    const byte = bytes[i]!;
    if ((byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) || byte >= 0x7f) return false;
  }
  return true;
}

/** The record that begins a handshake. As a frame's length it would be 369 MB. */
export function looksLikeTls(bytes: Uint8Array): boolean {
  return bytes[0] === 0x16 && bytes[1] === 0x03;
}

/** The beginning of a PROXY head, of either version. As a frame's length the second's would be 219 MB. */
function looksLikeProxy(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, 8));
  return text.startsWith("PROXY ") || text === "\r\n\r\n\0\r\nQ";
}

function notThrift(bytes: Uint8Array): ProtocolError {
  const first = bytes.subarray(0, 16);
  const shown = looksLikeText(first)
    ? JSON.stringify(String.fromCharCode(...first).replace(/[^\x20-\x7e\r\n\t]/g, "."))
    : Array.from(first, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const known = looksLikeTls(first)
    ? "a TLS handshake: "
    : looksLikeProxy(first)
      ? "a PROXY head, which proxyProtocol (--proxy-protocol) has taken from the addresses that it lists: "
      : "";
  return new ProtocolError("BAD_VERSION", `no Thrift dialect begins with ${known}${shown}`);
}

/**
 * Whether a request of HTTP begins there: a method, in capitals, and a space. Undefined when it takes more
 * bytes to tell. As a frame's length these letters would be a gigabyte.
 */
export function beginsHttp(bytes: Uint8Array): boolean | undefined {
  const length = Math.min(bytes.length, longestMethod + 1);
  for (let at = 0; at < length; at++) {
    const byte = bytes[at]!;
    if (byte === space) return at >= shortestMethod && !looksLikeProxy(bytes);
    if ((byte < letterA || byte > letterZ) && (byte !== hyphen || at === 0)) return false;
  }
  return length <= longestMethod ? undefined : false;
}

const shortestMethod = 3;
/** MKCALENDAR, and as many letters more for those to come. */
const longestMethod = 20;
const space = 0x20;
const hyphen = 0x2d;
const letterA = 0x41;
const letterZ = 0x5a;
