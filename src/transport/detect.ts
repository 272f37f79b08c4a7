// Tells a client's transport and protocol from the first bytes that it sends.
import { createTransport } from "./create_transport.ts";
import type { DialectOptions } from "./dialect.ts";
import type { Envelope } from "./envelope.ts";
import { beginsHttp, detectDialect, type Spoken } from "./first_bytes.ts";
import { FrameStream } from "./frame_stream.ts";
import { HeaderTransport } from "./header/transport.ts";
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
  readonly stateless = true;
  readonly finished = false;
  successor: Transport | undefined;
  blockedUntil: Promise<void> | undefined;
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
    if (this.blockedUntil !== undefined || this.successor !== undefined) return false;
    const { bytes, start, end } = this.#received;
    const first = bytes.subarray(start, end);
    const http = this.#server === undefined ? false : beginsHttp(first);
    if (http === undefined) return false;
    const successor = http ? this.#http() : this.#thrift(first);
    if (successor instanceof Promise) {
      this.blockedUntil = successor.then((loaded) => {
        this.blockedUntil = undefined;
        this.#succeed(loaded);
      });
    } else if (successor !== undefined) this.#succeed(successor);
    return false;
  }

  #http(): Promise<Transport> {
    this.#server!.speaks?.("http");
    return httpTransport(this.#options, this.#limits, this.#server!);
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
      const zlib = zlibLayer(detectInsideLayer(this.#options, limits), true);
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

/** Tells the dialect of what has come out of a layer: messages, but no other layer. */
export function detectInsideLayer({ protocol }: DialectOptions, limits: SizeLimits): Transport {
  return new DetectingTransport({ protocol, transport: "auto", insideLayer: true }, limits);
}

/** Makes the transport of HTTP. Loaded when a client first speaks it: a worker process starts sooner without. */
export async function httpTransport(
  options: DialectOptions,
  limits: SizeLimits,
  server: ServerState,
): Promise<Transport> {
  const { HttpTransport } = await import("./http/transport.ts");
  const insideLayer = (): Transport => detectInsideLayer(options, limits);
  return new HttpTransport(options, limits, server, {
    ofBody: insideLayer,
    async upgrade(head) {
      // What WebSocket needs takes longer to load than a worker to start.
      const { WebSocketTransport } = await import("./websocket/transport.ts");
      return new WebSocketTransport(head, options, limits, insideLayer());
    },
  });
}
