// HTTP: each call is the body of a POST, each reply that of its response (THttpClient of Apache's libraries).
import type { ProtocolError } from "../../protocol/errors.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Output } from "../../protocol/output.ts";
import type { DialectOptions } from "../dialect.ts";
import { InnerTransport } from "../layer.ts";
import type { ServerState, SizeLimits, Transport } from "../transport.ts";
import { answerPage, checkPost, isUpgrade, notCalls } from "./answers.ts";
import { HttpEnvelope } from "./envelope.ts";
import { HttpError, statusOf } from "./error.ts";
import type { HttpHead } from "./head.ts";
import { answerPreflight, checkOrigin, headersForPage, isPreflight } from "./origin.ts";
import { HttpRequests } from "./requests.ts";
import { writeContinue, writeHead, writeText } from "./response.ts";

/** The transports that find messages in what HTTP carries. */
export interface WithinHttp {
  /** Makes the one for a request's body. */
  ofBody(): Transport;
  /** Makes the one that takes over once a request has asked for WebSocket. */
  upgrade(head: HttpHead): Promise<Transport>;
}

/** Takes requests, answers those that are no calls by itself, and finds the message in the others. */
export class HttpTransport implements Transport {
  bytes: Uint8Array = nothing;
  start = 0;
  end = 0;
  protocol: ProtocolName = "binary";
  envelope: HttpEnvelope | undefined;
  readonly ordered = true;
  finished = false;
  successor: Transport | undefined;
  blockedUntil: Promise<void> | undefined;
  readonly #options: DialectOptions;
  readonly #server: ServerState;
  readonly #within: WithinHttp;
  readonly #requests: HttpRequests;
  /** The output that {@link HttpTransport.next} appends its answers to. */
  #output: Output | undefined;
  /** The client has been told what was wrong: no other response may follow. */
  #refused = false;

  constructor(options: DialectOptions, limits: SizeLimits, server: ServerState, within: WithinHttp) {
    this.#options = options;
    this.#server = server;
    this.#within = within;
    this.#requests = new HttpRequests(limits, (head) => this.#begun(head));
  }

  get pending(): number {
    return this.#requests.pending;
  }

  push(chunk: Uint8Array): void {
    if (this.successor === undefined) this.#requests.push(chunk);
    else this.successor.push(chunk); // the connection has not heard of it yet
  }

  next(output: Output): boolean {
    this.#output = output;
    this.envelope = undefined;
    this.bytes = nothing;
    while (!this.finished && this.blockedUntil === undefined && this.successor === undefined) {
      const body = this.#requests.next();
      if (body === undefined) return false;
      const head = this.#requests.head!;
      if (isUpgrade(head)) {
        this.blockedUntil = this.#upgrade(head);
        return false;
      }
      if (!this.#keepsAlive(head)) this.finished = true;
      if (head.method === "POST") {
        this.#find(head, body, output);
        return true;
      }
      const { origins } = this.#options;
      const keepAlive = this.#keepsAlive(head);
      if (isPreflight(head, origins)) answerPreflight(output, head, origins, keepAlive);
      else answerPage(output, head, this.#server.pages, keepAlive, headersForPage(head, origins));
    }
    return false;
  }

  beginReply(output: Output, envelope: HttpEnvelope): number {
    const mark = output.position;
    envelope.innerMark = envelope.inner.current.beginReply(output, envelope.innerEnvelope);
    return mark;
  }

  endReply(output: Output, mark: number, envelope: HttpEnvelope): void {
    const { head, inner, innerEnvelope, innerMark, answered, replyHeaders } = envelope;
    if (answered || this.#refused) {
      output.position = mark;
      return;
    }
    if (innerEnvelope !== undefined) innerEnvelope.replyHeaders = replyHeaders;
    inner.current.endReply(output, innerMark, innerEnvelope);
    this.#writeReply(output, mark, head, replyHeaders);
  }

  answerError(output: Output, error: ProtocolError): boolean {
    const head = this.#requests.head;
    this.#refused = true;
    const response = {
      status: statusOf(error, this.#options),
      headers: headersForPage(
        head,
        this.#options.origins,
        error instanceof HttpError ? error.headers : undefined,
      ),
      minorVersion: head?.minorVersion ?? 1,
      keepAlive: false,
    };
    writeText(output, response, error.message, head?.method === "HEAD");
    return this.#requests.begun;
  }

  /** A request that has begun to come gets an answer, if only this one. */
  sayGoodbye(output: Output, reason: string): void {
    if (this.#refused || this.finished || !this.#requests.begun) return;
    writeText(output, { status: 503, minorVersion: 1, keepAlive: false }, reason);
  }

  /** Refuses a request as soon as its head is there, or has the client send its body. */
  #begun(head: HttpHead): void {
    const { transport, origins } = this.#options;
    checkOrigin(head, origins);
    if (isUpgrade(head)) {
      if (transport !== "auto" && transport !== "websocket") throw notCalls("websocket", transport);
      return;
    }
    const isTaken = transport === "auto" || transport === "http";
    if (head.method !== "POST") {
      if (head.bodySize !== 0) throw new HttpError(400, `a ${head.method} request with a body`);
      if (isPreflight(head, origins) && !isTaken) throw notCalls("http", transport);
      return;
    }
    if (!isTaken) throw notCalls("http", transport);
    if (checkPost(head)) writeContinue(this.#output!);
  }

  /** Finds the message in a body, whatever transport it is wrapped in there. */
  #find(head: HttpHead, body: Uint8Array, output: Output): void {
    const inner = new InnerTransport(this.#within.ofBody());
    inner.push(body);
    if (!inner.next(output)) {
      throw new HttpError(400, `a body of ${body.length} bytes, which is no whole message of Thrift`);
    }
    const envelope = new HttpEnvelope(head, inner);
    this.envelope = envelope;
    ({ bytes: this.bytes, start: this.start, end: this.end, protocol: this.protocol } = inner.current);
    if (envelope.answered && !takesNoOnewayResponse(head)) {
      this.#writeReply(output, output.position, head, undefined);
    }
  }

  #writeReply(
    output: Output,
    mark: number,
    head: HttpHead,
    headers: Readonly<Record<string, string>> | undefined,
  ): void {
    const asked = head.headers["content-type"];
    writeHead(output, mark, {
      status: 200,
      contentType: asked !== undefined && repeated.test(asked) ? asked : "application/x-thrift",
      headers: headersForPage(head, this.#options.origins, headers),
      minorVersion: head.minorVersion,
      keepAlive: this.#keepsAlive(head),
    });
  }

  #keepsAlive(head: HttpHead): boolean {
    return head.keepAlive && !this.#server.closing;
  }

  async #upgrade(head: HttpHead): Promise<void> {
    this.successor = await this.#within.upgrade(head);
    this.successor.push(this.#requests.takeRest());
    this.blockedUntil = undefined;
  }
}

/** Content types of requests that say what is in the reply as well; not those that tools send unasked. */
const repeated = /thrift|json|octet-stream/i;

/**
 * Whether the response to a oneway call would be taken for the reply to the next call. Apache's clients in C++ and D
 * read none behind one, as their own servers send none; those in other languages wait for it, as HTTP has it.
 */
function takesNoOnewayResponse({ headers }: HttpHead): boolean {
  return /\((?:C\+\+\/THttpClient|D\/TClientHttpTransport)\)$/.test(headers["user-agent"] ?? "");
}

const nothing = new Uint8Array(0);
