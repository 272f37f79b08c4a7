// The context of a call: the last argument of a handler's method.
import type { ClientCertificate } from "../certificates/client_certificate.ts";
import { type Log, logOfCall } from "../log/log.ts";
import { type ClientAddress, clientAddress } from "../runtime/addresses.ts";
import { type CallHeaders, type Envelope, emptyHeaders } from "../transport/envelope.ts";
import { checkReplyHeader } from "../transport/reply_header.ts";
import type { ExceptionClass, ExceptionClasses } from "./exceptions.ts";

/** The part of a call's context that is about the client's connection. */
export interface CallerConnection {
  /** The client's address, `127.0.0.1:50312`, `unix` for a client of a Unix domain socket, or `nats`. */
  readonly peer: string;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
  /** Whether it is gone, where that can be told without a signal. */
  readonly isGone?: boolean;
  /** That of the client, verified; undefined: it has shown none. */
  readonly certificate?: ClientCertificate | undefined;
}

/** The part of their context that all calls of one service in one worker share. */
export interface ServiceContext {
  readonly service: string;
  readonly exceptions: ExceptionClasses;
}

/**
 * The context of one call.
 *
 * @typeParam Exceptions the classes of the IDL's exceptions, where TypeScript knows them.
 */
export class CallContext<Exceptions extends object = Readonly<Record<string, ExceptionClass>>> {
  /** The name of the function that was called. */
  readonly method: string;
  /** The sequence id that the client gave the call. */
  readonly sequenceId: number;
  readonly #connection: CallerConnection;
  readonly #envelope: Envelope | undefined;
  readonly #service: ServiceContext;

  /** @internal Made by the server for each call. */
  constructor(
    method: string,
    sequenceId: number,
    connection: CallerConnection,
    envelope: Envelope | undefined,
    serviceContext: ServiceContext,
  ) {
    this.method = method;
    this.sequenceId = sequenceId;
    this.#connection = connection;
    this.#envelope = envelope;
    this.#service = serviceContext;
  }

  /** The name of the service, without its program. */
  get service(): string {
    return this.#service.service;
  }

  /** The client's address, `127.0.0.1:50312`, `unix` for a client of a Unix domain socket, or `nats`. */
  get peer(): string {
    return this.#connection.peer;
  }

  /** The same in parts: `{ kind: "tcp", address: "127.0.0.1", port: 50312 }`. Made when it is asked for. */
  get client(): ClientAddress {
    return clientAddress(this.#connection.peer);
  }

  /**
   * The certificate that the client has shown when its connection began, where the server asks for them (`tlsCa`): an authority
   * of the server's has signed it. Undefined for clients without one. Read when it is asked for.
   */
  get certificate(): ClientCertificate | undefined {
    return this.#connection.certificate;
  }

  /** The headers that the client sent along with the call; empty on transports that carry none. */
  get headers(): CallHeaders {
    return this.#envelope?.headers ?? noHeaders;
  }

  /**
   * Sends a header along with the reply, where the transport carries headers; elsewhere it is dropped.
   * A name that was set already gets the new value.
   *
   * @throws {TypeError} when it is no name of a header (RFC 9110), is one that the transport itself writes,
   * such as `Content-Length`, or when the value has control characters: with a line break in it, what
   * follows would be a header of its own.
   */
  setHeader(name: string, value: string): void {
    checkReplyHeader(name, value);
    if (this.#envelope === undefined) return;
    this.#envelope.replyHeaders ??= emptyHeaders();
    this.#envelope.replyHeaders[name] = value;
  }

  /** Aborts when the client's connection is gone: the result cannot be sent any more. */
  get signal(): AbortSignal {
    return this.#connection.signal;
  }

  /** @internal Whether the client's connection is gone: a signal takes longer to make than a small call to read. */
  get hasLeft(): boolean {
    return this.#connection.isGone ?? this.#connection.signal.aborted;
  }

  /** Writes to the server's log, saying which call of whom it is about. Made when it is asked for: most calls log nothing. */
  get log(): Log {
    return logOfCall(this);
  }

  /** The classes of the IDL's exceptions: `throw new call.exceptions.NotFound({ key })`. */
  get exceptions(): Exceptions {
    return this.#service.exceptions.named as Exceptions;
  }
}

const noHeaders: CallHeaders = Object.freeze(emptyHeaders());
