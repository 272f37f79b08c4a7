// Tells a client's transport and protocol from the first bytes that it sends.
import { ProtocolError } from "../protocol/errors.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { createTransport, type DialectOptions } from "./dialect.ts";
import type { Envelope } from "./envelope.ts";
import { FrameStream } from "./frame_stream.ts";
import { HeaderTransport } from "./header/transport.ts";
import { beginsHttp } from "./http_detect.ts";
import { Received } from "./received.ts";
import type { ServerState, SizeLimits, Transport } from "./transport.ts";
import { zlibLayer } from "./zlib/load.ts";

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
  later: Promise<void> | undefined;
  readonly #options: DialectOptions;
  readonly #limits: SizeLimits;
  readonly #server: ServerState | undefined;
  readonly #received = new Received();

  /** @param server of a connection; undefined inside another transport, where there is no HTTP. */
  constructor(options: DialectOptions, limits: SizeLimits, server?: ServerState) {
    this.#options = options;
    this.#limits = limits;
    this.#server = server;
  }

  get pending(): number {
    return this.#received.length;
  }

  /** Bytes may come between the moment that a module is loaded and the one that the connection hears of it. */
  push(chunk: Uint8Array): void {
    if (this.successor === undefined) this.#received.push(chunk);
    else this.successor.push(chunk);
  }

  next(): false {
    if (this.later !== undefined || this.successor !== undefined) return false;
    const { bytes, start, end } = this.#received;
    const first = bytes.subarray(start, end);
    const http = this.#server === undefined ? false : beginsHttp(first);
    if (http === undefined) return false;
    const successor = http ? this.#http() : this.#thrift(first);
    if (successor instanceof Promise) {
      this.later = successor.then((loaded) => {
        this.later = undefined;
        this.#succeed(loaded);
      });
    } else if (successor !== undefined) this.#succeed(successor);
    return false;
  }

  /** Loaded when a client first speaks it: a worker process starts sooner without. */
  async #http(): Promise<Transport> {
    this.#server?.speaks?.("http");
    const { HttpTransport } = await import("./http/transport.ts");
    return new HttpTransport(this.#options, this.#limits, this.#server!);
  }

  /** Undefined when it takes more bytes to tell. */
  #thrift(first: Uint8Array): Transport | Promise<Transport> | undefined {
    const spoken = detectDialect(first, this.#options);
    if (spoken === undefined) return undefined;
    this.#server?.speaks?.(spoken.transport);
    return this.#transportFor(spoken);
  }

  #transportFor(spoken: Spoken): Transport | Promise<Transport> {
    const { protocol } = this.#options;
    const limits = this.#limits;
    const framed = (inner: Transport): Transport =>
      spoken.inFrames === true ? new FrameStream(inner, limits) : inner;
    if (spoken.transport === "zlib") {
      const options: DialectOptions = { protocol, transport: "auto", unwrapped: true };
      const zlib = zlibLayer(new DetectingTransport(options, limits), true);
      return zlib instanceof Promise ? zlib.then(framed) : framed(zlib);
    }
    // A server that is told to speak THeader takes each message in the form that it comes in.
    if (spoken.protocol === undefined || this.#options.transport === "header") {
      return framed(new HeaderTransport(protocol, limits));
    }
    return createTransport(spoken, limits);
  }

  #succeed(transport: Transport): void {
    const { bytes, start, end } = this.#received;
    transport.push(bytes.subarray(start, end));
    this.successor = transport;
  }

  beginReply(): never {
    throw new Error("there is no reply before there is a message");
  }

  endReply(_output: unknown, _mark: number, _envelope: Envelope | undefined): never {
    throw new Error("there is no reply before there is a message");
  }
}

const nothing = new Uint8Array(0);

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
  if (options.unwrapped && (spoken.transport === "zlib" || spoken.inFrames)) throw notThrift(bytes);
  if (!isTaken(spoken, options)) {
    const asked = [options.protocol, options.transport].filter((part) => part !== "auto").join(" ");
    throw new ProtocolError(
      "WRONG_DIALECT",
      `the client speaks ${nameOf(spoken)}, this server takes ${asked} only`,
    );
  }
  return spoken;
}

/** A dialect in words: `compact framed`, or `header` where the protocol is not known yet. */
export function nameOf({ protocol, transport }: Spoken): string {
  return protocol === undefined ? transport : `${protocol} ${transport}`;
}

function isTaken(spoken: Spoken, { protocol, transport }: DialectOptions): boolean {
  if (protocol !== "auto" && spoken.protocol !== undefined && protocol !== spoken.protocol) return false;
  if (transport === "header") return spoken.transport !== "zlib" && spoken.protocol !== "json";
  return transport === "auto" || transport === spoken.transport;
}

function dialectOf(bytes: Uint8Array): Spoken | undefined {
  if (bytes.length < 2) return undefined;
  const unframed = protocolOf(bytes, 0);
  if (unframed !== undefined && unframed !== "old") return { protocol: unframed, transport: "buffered" };
  if (beginsZlib(bytes, 0)) return { transport: "zlib" };
  if (bytes[0]! >= 0x80 || looksLikeText(bytes) || looksLikeTls(bytes)) throw notThrift(bytes);
  if (bytes.length < 6) return undefined;
  if (bytes[4] === 0x0f && bytes[5] === 0xff) return { transport: "header" };
  if (beginsZlib(bytes, 4)) return { transport: "zlib", inFrames: true };
  // Behind a length: a message, and so a frame; or the first letter of a name, and so an old message.
  const framed = protocolOf(bytes, 4);
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

/** What a JSON message begins with. As the first byte of a frame's length it would be at least 1.5 GB. */
const openArray = 0x5b;

/** The header of a zlib stream as every library writes it: the largest window, and no dictionary. */
function beginsZlib(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1]!;
  return bytes[at] === 0x78 && (0x7800 | second) % 31 === 0 && (second & 0x20) === 0;
}

function readI32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

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

function notThrift(bytes: Uint8Array): ProtocolError {
  const first = bytes.subarray(0, 16);
  const shown = looksLikeText(first)
    ? JSON.stringify(String.fromCharCode(...first).replace(/[^\x20-\x7e\r\n\t]/g, "."))
    : Array.from(first, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const known = looksLikeTls(first) ? "a TLS handshake: " : "";
  return new ProtocolError("BAD_VERSION", `no Thrift dialect begins with ${known}${shown}`);
}
