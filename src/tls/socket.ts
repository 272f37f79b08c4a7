// One connection that begins with a TLS handshake, or without, told from its first bytes.
import type { Socket as NetSocket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { ClientCertificate } from "../certificates/client_certificate.ts";
import { log } from "../log/log.ts";
import { type LogThrottle, timesMore } from "../log/throttle.ts";
import type { ProxyHead } from "../proxy/head.ts";
import { needsStreamBetween, StreamBetween } from "../runtime/deno/tls_stream.ts";
import { OpenSocket } from "../runtime/node/socket.ts";
import type { Accepted, Socket, SocketEvents } from "../runtime/runtime.ts";
import { looksLikeTls, spokenWithoutTls } from "../transport/first_bytes.ts";

/** The server's rules for the sockets of its clients. */
export interface TlsRules {
  /** Whether clients may do without TLS. */
  readonly optional: boolean;
  /** Seconds. */
  readonly handshakeTimeout: number;
  /** Counts what the log tells of: any stranger can make a handshake fail. */
  readonly throttle: LogThrottle;
  /** What a proxy sends before the handshake. */
  readonly head?: ProxyHead | undefined;
  /** Begins a handshake on a stream that was not read from; it ends with `secured` or `failed`. */
  handshake(socket: TlsSocket, stream: Duplex): void;
}

/** A connection's socket that decrypts what comes and encrypts what goes. */
export class TlsSocket implements Socket {
  readonly #raw: NetSocket;
  readonly #peer: string;
  readonly #events: SocketEvents;
  readonly #rules: TlsRules;
  #first: Buffer | undefined;
  /** The socket that the client's bytes come from, once it is known. */
  #inner: OpenSocket | undefined;
  #between: StreamBetween | undefined;
  /** The client has sent its end by TLS. */
  #ended = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  certificate: ClientCertificate | undefined;

  constructor(accepted: Accepted, events: SocketEvents, rules: TlsRules) {
    accepted.stopWaiting();
    this.#raw = accepted.handle as NetSocket;
    this.#peer = accepted.peer;
    this.#events = events;
    this.#rules = rules;
    this.#raw.on("data", this.#look);
    this.#raw.on("end", this.#end);
    this.#raw.on("close", this.#gone);
    // Where TLS is optional a client may be plain and in no hurry, as long as it says nothing.
    if (!rules.optional) this.#hurry();
    this.#raw.resume();
  }

  get waiting(): number {
    return this.#inner?.waiting ?? 0;
  }

  write(bytes: Uint8Array): boolean {
    return this.#inner?.write(bytes) ?? true;
  }

  pause(): void {
    this.#inner?.pause();
    this.#between?.hold();
  }

  resume(): void {
    this.#between?.release();
    this.#inner?.resume();
  }

  end(): void {
    if (this.#inner === undefined) this.destroy();
    else this.#inner.end();
  }

  destroy(): void {
    this.#inner?.destroy();
    this.#raw.destroy();
  }

  /** The handshake is done. @param certificate of the client, verified. */
  secured(socket: TLSSocket, certificate?: ClientCertificate): void {
    if (this.#closed) {
      socket.on("error", () => {}).destroy();
      return;
    }
    clearTimeout(this.#deadline);
    this.certificate = certificate;
    socket.allowHalfOpen = true;
    this.#raw.allowHalfOpen = true;
    const events = this.#events;
    this.#inner = new OpenSocket(socket, {
      data: (chunk) => events.data(chunk),
      end: () => {
        this.#ended = true;
        events.end();
      },
      drain: () => events.drain(),
      close: this.#close,
    });
  }

  /** The handshake has failed. */
  failed(error: Error): void {
    this.#refuse(`the TLS handshake failed: ${reasonOf(error)}`);
  }

  /** Tells TLS from anything else by two bytes, the first of a record that begins a handshake. */
  readonly #look = (chunk: Buffer): void => {
    const { head } = this.#rules;
    const own = head === undefined ? chunk : (head.read(chunk) as Buffer | undefined);
    if (own === undefined || own.length === 0) return;
    const first = this.#first === undefined ? own : Buffer.concat([this.#first, own]);
    this.#first = first;
    this.#hurry();
    if (first.length < 2 && first[0] === 0x16) return;
    this.#first = undefined;
    const raw = this.#raw;
    raw.off("data", this.#look);
    raw.pause();
    if (looksLikeTls(first)) {
      raw.unshift(first);
      raw.off("end", this.#end);
      raw.allowHalfOpen = false; // Node would wait for a client that has left in the middle of its handshake
      if (needsStreamBetween) this.#between = new StreamBetween(raw);
      this.#rules.handshake(this, this.#between ?? raw);
    } else if (this.#rules.optional) {
      raw.unshift(first);
      raw.off("end", this.#end).off("close", this.#gone);
      clearTimeout(this.#deadline);
      this.#inner = new OpenSocket(raw, this.#events);
    } else {
      if (looksLikeHttp(first)) raw.write(answerToHttp);
      this.#refuse(`${spokenWithoutTls(first)}, this server takes TLS only`);
    }
  };

  readonly #end = (): void => {
    this.#events.end();
  };

  readonly #gone = (): void => {
    // In a handshake Node says so before it says why.
    if (this.#inner === undefined) setImmediate(() => this.#close());
    // Bun says so already when the client has ended its half; what it is sent still goes out.
    else if (!this.#ended) this.#close();
  };

  /** Tells the receiver, once; and leaves neither of the two sockets behind. */
  readonly #close = (error?: Error): void => {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#deadline);
    this.#inner?.destroy();
    this.#raw.destroySoon();
    this.#events.close(error);
  };

  #refuse(reason: string): void {
    if (this.#closed) return;
    this.#rules.throttle.report("TLS", (more) =>
      log.warn(`closed the connection from {peer}: {reason}${timesMore(more)}`, {
        peer: this.#rules.head?.client ?? this.#peer,
        reason,
      }),
    );
    this.#close();
  }

  #hurry(): void {
    const seconds = this.#rules.handshakeTimeout;
    this.#deadline ??= setTimeout(() => {
      this.#refuse(`its TLS handshake was not done within ${seconds} s`);
      this.#raw.destroy();
    }, seconds * 1000);
  }
}

/** In a few words; a runtime's own may hold its addresses and the places in its sources. */
function reasonOf(error: Error | string): string {
  if (typeof error === "string") return `its certificate was refused: ${error}`;
  const { code = "", message, reason } = error as NodeJS.ErrnoException & { readonly reason?: string };
  if (code === "ECONNRESET") return "the client left";
  if (code === "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE") return "the client sent no certificate";
  return reason ?? message.split(":").at(-1)!;
}

function looksLikeHttp(bytes: Buffer): boolean {
  return /^[A-Z]+ \//.test(bytes.toString("latin1", 0, 16));
}

const answerToHttp =
  "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 26\r\nConnection: close\r\n\r\nThis server expects HTTPS\n";
