// Which transport and protocol a client speaks, told from the first bytes it sends.
import { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { createTransport, type Dialect, type DialectOptions } from "./dialect.ts";
import type { Envelope } from "./envelope.ts";
import { Received } from "./received.ts";
import type { SizeLimits, Transport } from "./transport.ts";

/** Every connection's first transport: it finds no message, but the transport that will. */
export class DetectingTransport implements Transport {
  readonly bytes: Uint8Array = nothing;
  readonly start = 0;
  readonly end = 0;
  readonly protocol = "binary";
  readonly envelope = undefined;
  readonly ordered = false;
  readonly finished = false;
  successor: Transport | undefined;
  readonly #options: DialectOptions;
  readonly #limits: SizeLimits;
  readonly #received = new Received();

  constructor(options: DialectOptions, limits: SizeLimits) {
    this.#options = options;
    this.#limits = limits;
  }

  get pending(): number {
    return this.#received.length;
  }

  push(chunk: Uint8Array): void {
    this.#received.push(chunk);
  }

  next(): false {
    const { bytes, start, end } = this.#received;
    const first = bytes.subarray(start, end);
    const dialect = detectDialect(first, this.#options);
    if (dialect !== undefined) {
      this.successor = createTransport(dialect, this.#limits);
      this.successor.push(first);
    }
    return false;
  }

  beginReply(): never {
    throw new Error("there is no reply before there is a message");
  }

  endReply(_output: unknown, _mark: number, _envelope: Envelope | undefined): never {
    throw new Error("there is no reply before there is a message");
  }
}

const nothing = new Uint8Array(0);

/**
 * Tells the dialect from a connection's first bytes; undefined when it takes more of them.
 *
 * A message begins with 0x80 0x01 (binary, strict), with 0x82 (compact), with `[` (JSON) or with the
 * length of the method's name, whose first byte is 0 (binary, old). A frame begins with its length, whose first byte
 * is below 0x80, and a message follows.
 *
 * @throws {ProtocolError} when the bytes are of no dialect, or of one that the options rule out.
 */
export function detectDialect(bytes: Uint8Array, options: DialectOptions): Dialect | undefined {
  const dialect = dialectOf(bytes);
  if (dialect === undefined) return undefined;
  const asked = [options.protocol, options.transport].filter((part) => part !== "auto");
  if (!asked.every((part) => part === dialect.protocol || part === dialect.transport)) {
    throw new ProtocolError(
      "BAD_VERSION",
      `the client speaks ${dialect.protocol} ${dialect.transport}, this server takes ${asked.join(" ")} only`,
    );
  }
  return dialect;
}

function dialectOf(bytes: Uint8Array): Dialect | undefined {
  if (bytes.length < 2) return undefined;
  const unframed = protocolOf(bytes, 0);
  if (unframed !== undefined && unframed !== "old") return { protocol: unframed, transport: "buffered" };
  if (bytes[0]! >= 0x80 || looksLikeText(bytes) || looksLikeTls(bytes)) throw notThrift(bytes);
  if (bytes.length < 6) return undefined;
  // Behind a length: a message, and so a frame; or the first letter of a name, and so an old message.
  const framed = protocolOf(bytes, 4);
  if (framed !== undefined) {
    return { protocol: framed === "old" ? "binary" : framed, transport: "framed" };
  }
  if (bytes[0] === 0 && isNameByte(bytes[4]!)) return { protocol: "binary", transport: "buffered" };
  throw notThrift(bytes);
}

/** What a JSON message begins with. As the first byte of a frame's length it would be 1.5 GB at the least. */
const openArray = 0x5b;

/** "old" stands for the first byte of a name's length, which a frame's length may have as well. */
function protocolOf(bytes: Uint8Array, at: number): ProtocolName | "old" | undefined {
  if (bytes[at] === 0x80 && bytes[at + 1] === 0x01) return "binary";
  if (bytes[at] === 0x82 && (bytes[at + 1]! & 0x1f) === 1) return "compact";
  if (bytes[at] === openArray) return "json";
  return bytes[at] === 0 ? "old" : undefined;
}

/** Whether a name can begin with it: printable ASCII, or the first byte of a longer character in UTF-8. */
function isNameByte(byte: number): boolean {
  return (byte > 0x20 && byte < 0x7f) || (byte >= 0xc2 && byte <= 0xf4);
}

/** Text behind a printable letter: as a frame's length it would be 512 MB at the least. */
function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes[0]! < 0x20) return false;
  for (let i = 0; i < Math.min(bytes.length, 4); i++) {
    const byte = bytes[i]!;
    if ((byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) || byte >= 0x7f) return false;
  }
  return true;
}

/** The record that begins a handshake. As a frame's length it would be 369 MB. */
function looksLikeTls(bytes: Uint8Array): boolean {
  return bytes[0] === 0x16 && bytes[1] === 0x03;
}

function notThrift(bytes: Uint8Array): ProtocolError {
  const first = bytes.subarray(0, 16);
  const shown = looksLikeText(first)
    ? JSON.stringify(String.fromCharCode(...first).replace(/[^\x20-\x7e\r\n\t]/g, "."))
    : Array.from(first, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const known = looksLikeTls(first) ? "a TLS handshake: " : "";
  return new ProtocolError("BAD_VERSION", `no Thrift dialect begins with ${known}${shown}`);
}
