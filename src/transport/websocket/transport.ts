// WebSocket (RFC 6455): the bytes of its messages are a stream of Thrift messages, each reply is a message.
import { Buffer, isUtf8 } from "node:buffer";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Output } from "../../protocol/output.ts";
import type { DialectOptions } from "../dialect.ts";
import { HttpError, statusOf } from "../http/error.ts";
import type { HttpHead } from "../http/head.ts";
import { writeText } from "../http/response.ts";
import { Layer } from "../layer.ts";
import type { SizeLimits, Transport } from "../transport.ts";
import { type WebSocketDriver, websocketDriver } from "./driver.ts";
import { WebSocketEnvelope } from "./envelope.ts";
import { WebSocketFrames } from "./frames.ts";

/** Takes over from HTTP once a request has asked for it. */
export class WebSocketTransport extends Layer {
  #envelope: WebSocketEnvelope | undefined;
  readonly #options: DialectOptions;
  readonly #head: HttpHead;
  readonly #driver: WebSocketDriver;
  readonly #frames: WebSocketFrames;
  /** The output that the driver's frames are appended to; set before it is called. */
  #output: Output | undefined;
  #begun = false;
  #text = false;
  #closed = false;
  /** The mistake that the driver found, of which it has told the client. */
  #failure: string | undefined;

  /**
   * @param head of the request that asks for it.
   * @param inner finds the calls in the messages.
   */
  constructor(head: HttpHead, options: DialectOptions, limits: SizeLimits, inner: Transport) {
    super(inner);
    this.#head = head;
    this.#options = options;
    this.#frames = new WebSocketFrames(limits.maxMessageSize);
    const driver = websocketDriver.http(
      { method: head.method, url: head.target, headers: head.headers },
      { maxLength: limits.maxMessageSize, protocols: offered(head) },
    );
    this.#driver = driver;
    driver.io.on("data", (bytes: Uint8Array) => this.#output!.append(bytes));
    driver.on("message", ({ data }: { data: Buffer }) => {
      this.#text = this.#frames.text;
      if (this.#text && !isUtf8(data)) {
        throw new ProtocolError("INVALID_TEXT", "a WebSocket text message is not valid UTF-8");
      }
      this.inner.push(data);
    });
    driver.on("error", ({ message }: Error) => {
      this.#failure = message;
    });
    driver.on("close", () => {
      this.#closed = true;
    });
  }

  override get envelope(): WebSocketEnvelope | undefined {
    return this.#envelope;
  }

  get pending(): number {
    return this.#frames.pending + this.inner.current.pending;
  }

  /** A client may close right behind its calls: those are run. */
  override get finished(): boolean {
    return this.#closed;
  }

  push(chunk: Uint8Array): void {
    this.#frames.push(chunk);
  }

  answerControl(output: Output): void {
    this.#output = output;
    while (this.#begun && this.#parseNext());
  }

  next(output: Output): boolean {
    if (!this.#begun) this.#begin(output);
    this.#output = output;
    while (!this.inner.next(output)) {
      this.#envelope = undefined;
      if (this.#failure !== undefined) throw new ProtocolError("INVALID_DATA", `WebSocket: ${this.#failure}`);
      if (!this.#parseNext()) return false;
    }
    this.#envelope = new WebSocketEnvelope(this.#head.headers, this.#text, this.inner.current.envelope);
    return true;
  }

  beginReply(output: Output, envelope: WebSocketEnvelope): number {
    const mark = output.position;
    envelope.innerMark = this.inner.current.beginReply(output, envelope.innerEnvelope);
    return mark;
  }

  endReply(output: Output, mark: number, envelope: WebSocketEnvelope): void {
    const { innerEnvelope, innerMark, replyHeaders, text } = envelope;
    if (innerEnvelope !== undefined) innerEnvelope.replyHeaders = replyHeaders;
    this.inner.current.endReply(output, innerMark, innerEnvelope);
    const { buffer, byteOffset } = output.bytes;
    const reply = Buffer.from(buffer, byteOffset + mark, output.position - mark);
    output.position = mark;
    if (reply.length === 0) return;
    this.#output = output;
    // The driver copies the reply into a frame before that is appended where the reply is.
    if (text) this.#driver.text(reply);
    else this.#driver.binary(reply);
  }

  answerError(output: Output, error: ProtocolError): boolean {
    if (!this.#begun) {
      const { minorVersion } = this.#head;
      const headers = error instanceof HttpError ? error.headers : undefined;
      const status = statusOf(error, this.#options);
      writeText(output, { status, headers, minorVersion, keepAlive: false }, error.message);
      return false;
    }
    this.#close(output, error.kind === "SIZE_LIMIT" ? tooBig : unreadable, error.message);
    return true;
  }

  sayGoodbye(output: Output, reason: string): void {
    if (this.#begun) this.#close(output, goingAway, reason);
  }

  #begin(output: Output): void {
    checkHandshake(this.#head);
    this.#output = output;
    this.#driver.start();
    this.#begun = true;
  }

  /** Gives the driver the next piece of a frame. False when there is none. */
  #parseNext(): boolean {
    const bytes = this.#closed ? undefined : this.#frames.next();
    if (bytes === undefined) return false;
    // As a Buffer of the same memory: of anything else the driver makes a copy.
    this.#driver.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return true;
  }

  #close(output: Output, code: number, reason: string): void {
    this.#output = output;
    // A control frame has room for 125 bytes, two of which are the code.
    this.#driver.close(reason.replace(/[^\x20-\x7e]/g, "?").slice(0, 123), code);
  }
}

/** Status codes of RFC 6455, section 7.4.1. */
const goingAway = 1001;
const unreadable = 1007;
const tooBig = 1009;

/** Of the subprotocols that a client offers, those that name Thrift: the first is agreed to. */
function offered({ headers }: HttpHead): string[] {
  const names = (headers["sec-websocket-protocol"] ?? "").split(",");
  return names.map((name) => name.trim()).filter((name) => /thrift/i.test(name));
}

function checkHandshake({ headers, minorVersion }: HttpHead): void {
  if (minorVersion === 0) throw new HttpError(400, "WebSocket needs HTTP/1.1");
  if (headers["sec-websocket-version"] !== "13") {
    throw new HttpError(426, "this server speaks version 13 of WebSocket", {
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
    });
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "")) {
    throw new HttpError(400, "a Sec-WebSocket-Key that is not the base64 of 16 bytes");
  }
}
