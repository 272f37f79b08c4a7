// TLS over connections that were accepted: where one is opened, the bytes are there decrypted.
import type { Duplex } from "node:stream";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { ClientCertificate } from "../certificates/client_certificate.ts";
import { type Log, log } from "../log/log.ts";
import { LogThrottle } from "../log/throttle.ts";
import type { ProxyHead } from "../proxy/head.ts";
import { needsStreamBetween } from "../runtime/deno/tls_stream.ts";
import type { Accepted } from "../runtime/runtime.ts";
import { readTlsFiles, stampOf, type TlsFiles, type TlsSources } from "./files.ts";
import { TlsSocket } from "./socket.ts";

/** The settings of TLS. Plain data: worker processes are sent the same. */
export interface TlsSettings extends TlsSources {
  /** The least version that is spoken. */
  readonly minVersion: TlsVersion;
  /** Those of TLS 1.2, by OpenSSL's names, with colons between; absent: the runtime's own. */
  readonly ciphers?: string;
  /** Whether clients without a certificate are refused. One that does not fit `ca` always is. */
  readonly requireClient: boolean;
  /** Whether clients may do without TLS. */
  readonly optional: boolean;
  /** Seconds that a client has for its handshake. */
  readonly handshakeTimeout: number;
}

/** The versions that servers may insist on. */
export type TlsVersion = "1.2" | "1.3";

/** Secures connections, with the certificate that the files hold now. */
export class Tls {
  readonly #settings: TlsSettings;
  #files: TlsFiles;
  #server: Server;
  /** The time when the files were last looked at, in milliseconds. */
  #looked = performance.now();
  /** Sockets whose handshake has begun. */
  readonly #handshakes = new WeakMap<Duplex, TlsSocket>();
  readonly #throttle = new LogThrottle();

  /**
   * @param files the files' contents as the server has read them; absent: reads them.
   * @throws {TlsFileError} when they cannot be used.
   */
  constructor(settings: TlsSettings, files: TlsFiles = readTlsFiles(settings)) {
    this.#settings = settings;
    this.#files = files;
    this.#server = this.#serverOf(files);
    // The parent read these files, perhaps long ago, and logs when they go bad; a worker only looks.
    this.#check(() => {});
  }

  /** The files' contents, the last that were of use. */
  get files(): TlsFiles {
    this.#refresh();
    return this.#files;
  }

  /**
   * The connection, decrypted. It has to have been accepted for TLS: see {@link ListenOptions.tls}.
   * @param head stands before the handshake, where it comes from a proxy.
   */
  secure(accepted: Accepted, head?: ProxyHead): Accepted {
    const { optional, handshakeTimeout } = this.#settings;
    return {
      ...accepted,
      open: (events) =>
        new TlsSocket(accepted, events, {
          optional,
          handshakeTimeout,
          throttle: this.#throttle,
          head,
          handshake: (socket, stream) => this.#handshake(socket, stream),
        }),
    };
  }

  #handshake(socket: TlsSocket, stream: Duplex): void {
    this.#refresh();
    this.#handshakes.set(stream, socket);
    // Where a stream lies between, nothing names it afterwards: each connection has a server of its own then.
    const server = needsStreamBetween ? this.#serverOf(this.#files, socket) : this.#server;
    server.emit("connection", stream);
  }

  /**
   * A server that never listens: it is what does a handshake and judges the client's certificate, which a
   * TLSSocket alone does not on every runtime. Connections keep the one that they began with.
   *
   * @param only the one socket that it is for.
   */
  #serverOf({ cert, key, ca }: TlsFiles, only?: TlsSocket): Server {
    const { requireClient, minVersion, ciphers } = this.#settings;
    const server = createServer({
      cert,
      key,
      ca: ca === undefined ? undefined : [...ca],
      requestCert: ca !== undefined,
      rejectUnauthorized: requireClient,
      minVersion: `TLSv${minVersion}`,
      ...(ciphers !== undefined && { ciphers: `${ofVersion3}:${ciphers}` }),
      handshakeTimeout: 0x7fffffff, // ours also counts the time until the first byte
    });
    server.on("secureConnection", (secured) => {
      const socket = only ?? this.#socketOf(secured);
      const refused = ca !== undefined && !secured.authorized && hasCertificate(secured);
      if (socket !== undefined && !refused) {
        socket.secured(secured, ca !== undefined && secured.authorized ? certificateOf(secured) : undefined);
        return;
      }
      secured.on("error", () => {}).destroy();
      socket?.failed(secured.authorizationError);
    });
    server.on("tlsClientError", (error, secured) =>
      (only ?? this.#socketOf(secured))?.failed(secured?.authorizationError ?? error),
    );
    return server;
  }

  /** The events do not name the socket that the handshake was begun on; it is kept there, as Node does. */
  #socketOf(secured: TLSSocket | undefined): TlsSocket | undefined {
    const stream = (secured as { readonly _parent?: Duplex } | undefined)?._parent;
    return stream && this.#handshakes.get(stream);
  }

  #refresh(): void {
    const now = performance.now();
    if (now - this.#looked < lookEvery) return;
    this.#looked = now;
    this.#check((message, properties) => log.error(message, properties));
  }

  #check(tell: Log["error"]): void {
    const { stamp, useless } = this.#files;
    const now = stampOf(this.#settings);
    if (now !== undefined && now !== stamp && now !== useless) this.#reload(now, tell);
  }

  #reload(stamp: string, tell: Log["error"]): void {
    const { cert } = this.#settings;
    try {
      const files = readTlsFiles(this.#settings);
      this.#server = this.#serverOf(files);
      this.#files = files;
      log.info("TLS: {cert} or its key has changed: new connections get the new certificate", { cert });
    } catch (error) {
      this.#files = { ...this.#files, useless: stamp };
      const reason = (error as Error).message;
      tell("TLS: {cert} or its key has changed, the old certificate is kept: {reason}", {
        cert,
        reason,
      });
    }
  }
}

/** The ciphers of TLS 1.3: a list without any would turn that version off on Node. */
const ofVersion3 = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

/** Milliseconds between two looks at the files. */
const lookEvery = 1000;

/** Read now: a connection that is gone has none, while its calls may still be at work. */
function certificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const raw = socket.getPeerX509Certificate()?.raw;
  return raw && new ClientCertificate(raw);
}

function hasCertificate(socket: TLSSocket): boolean {
  return Object.keys(socket.getPeerCertificate() ?? {}).length > 0;
}
