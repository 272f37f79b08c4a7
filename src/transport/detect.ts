// Which transport and protocol a client speaks, told from the first bytes it sends.
import { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { BufferedTransport } from "./buffered.ts";
import { FramedTransport } from "./framed.ts";
import { binaryGrammar } from "./scan_binary.ts";
import { compactGrammar } from "./scan_compact.ts";
import { Scanner } from "./scanner.ts";
import type { SizeLimits, Transport } from "./transport.ts";

export type TransportName = "buffered" | "framed";

/** What a connection speaks. */
export interface Dialect {
  readonly protocol: ProtocolName;
  readonly transport: TransportName;
}

/** What a connection may speak: each named, or told from its bytes. */
export interface DialectOptions {
  readonly protocol: ProtocolName | "auto";
  readonly transport: TransportName | "auto";
}

/** Makes the transport for a dialect. */
export function createTransport(dialect: Dialect, limits: SizeLimits): Transport {
  if (dialect.transport === "framed") return new FramedTransport(limits);
  const grammar = dialect.protocol === "binary" ? binaryGrammar : compactGrammar;
  return new BufferedTransport(new Scanner(grammar, limits.maxMessageSize));
}

/**
 * Tells the dialect from a connection's first bytes; undefined when it takes more of them.
 *
 * A message begins with 0x80 0x01 (binary, strict), with 0x82 (compact) or with the length of the
 * method's name, whose first byte is 0 (binary, old). A frame begins with its length, whose first byte
 * is below 0x80, and a message follows.
 *
 * @throws {ProtocolError} when the bytes are of no dialect, or of one that the options rule out.
 */
export function detectDialect(bytes: Uint8Array, options: DialectOptions): Dialect | undefined {
  if (options.protocol !== "auto" && options.transport !== "auto") return options as Dialect;
  const dialect = dialectOf(bytes);
  if (dialect === undefined) return undefined;
  for (const part of ["protocol", "transport"] as const) {
    if (options[part] !== "auto" && options[part] !== dialect[part]) {
      throw new ProtocolError(
        "BAD_VERSION",
        `the client speaks ${dialect.protocol} ${dialect.transport}, this server takes ${options[part]} only`,
      );
    }
  }
  return dialect;
}

function dialectOf(bytes: Uint8Array): Dialect | undefined {
  if (bytes.length < 2) return undefined;
  const unframed = protocolOf(bytes, 0);
  if (unframed === "binary" || unframed === "compact") return { protocol: unframed, transport: "buffered" };
  if (bytes[0]! >= 0x80 || looksLikeText(bytes) || looksLikeTls(bytes)) throw notThrift(bytes);
  if (bytes.length < 6) return undefined;
  // Behind a length: a message, and so a frame; or the first letter of a name, and so an old message.
  const framed = protocolOf(bytes, 4);
  if (framed !== undefined) {
    return { protocol: framed === "compact" ? "compact" : "binary", transport: "framed" };
  }
  if (bytes[0] === 0 && isNameByte(bytes[4]!)) return { protocol: "binary", transport: "buffered" };
  throw notThrift(bytes);
}

/** "old" stands for the first byte of a name's length, which a frame's length may have as well. */
function protocolOf(bytes: Uint8Array, at: number): ProtocolName | "old" | undefined {
  if (bytes[at] === 0x80 && bytes[at + 1] === 0x01) return "binary";
  if (bytes[at] === 0x82 && (bytes[at + 1]! & 0x1f) === 1) return "compact";
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
export function looksLikeTls(bytes: Uint8Array): boolean {
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
