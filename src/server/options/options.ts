// The options of a server, with their defaults. The command line's have the same names.
import type { LogFormat } from "../../log/format.ts";
import type { LogLevel } from "../../log/log.ts";
import type { NatsOptions } from "../../nats/member.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { ServedAddress } from "../../runtime/addresses.ts";
import type { TlsVersion } from "../../tls/tls.ts";
import type { TransportName } from "../../transport/names.ts";
import type { ServerStatus } from "../counting/status.ts";
import type { ModelName } from "../models.ts";
import type { RefusalKind } from "../refusals.ts";
import type { Reloaded } from "./reload_outcome.ts";

/** Options of {@link serve}. Each has a default that suits production. */
export interface ServeOptions extends NatsOptions {
  /** The server model. Default: `nonblocking`. */
  model?: ModelName;
  /**
   * Several addresses to listen on, instead of the one of `host` and `port`, `unix` or `listenFd`: `tcp://HOST:PORT`,
   * `unix:PATH`, with the permissions of its file as `unix:PATH?mode=0660`, `unix:@NAME` and `fd://NUMBER`. Behind a `?` each may
   * have `tls=off`, or TLS of its own (`cert`, `key`, `passphrase-file`, `ca`,
   * `require-client=on`), and a `protocol` and a `transport`. Where one of them cannot be listened on none is.
   */
  listen?: readonly string[];
  /** The address to listen on. Default: `127.0.0.1`. */
  host?: string;
  /** The TCP port; 0 picks a free one. Default: 9090. */
  port?: number;
  /** Share the TCP port with other servers of this user that do so too: Linux gives each its part. Default: false. */
  reusePort?: boolean;
  /** The path of a Unix domain socket to listen on instead of TCP. `@name` is an abstract name of Linux, no file. */
  unix?: string;
  /** Permissions of that socket's file, 0o660 for example: who may write to it may connect. Default: as the umask says. */
  unixMode?: number;
  /** The descriptor of a socket that listens already, 3 or more, to accept from instead; not removed at the end. */
  listenFd?: number;

  /** A PEM file with the server's certificate, and those of its chain behind it: clients have to use TLS. */
  tlsCert?: string;
  /** A PEM file with the certificate's private key. */
  tlsKey?: string;
  /** The passphrase of that key, where it is encrypted. */
  tlsPassphrase?: string;
  /** A file with that passphrase, instead. Looked at again when it changes, as the others are. */
  tlsPassphraseFile?: string;
  /** A PEM file with the authorities that clients' certificates have to be from, where clients send one. */
  tlsCa?: string;
  /** Refuse clients without a certificate. Default: false. */
  tlsRequireClient?: boolean;
  /** Serve clients without TLS too, on the same port. Default: false. */
  tlsOptional?: boolean;
  /** The least version of TLS. Default: `1.2`. */
  tlsMinVersion?: TlsVersion;
  /**
   * The ciphers of TLS 1.2, by OpenSSL's names with colons between. Not on Deno, whose TLS has no choice. Default: the
   * runtime's own.
   */
  tlsCiphers?: string;
  /** Seconds a client has for its TLS handshake. Default: 10. */
  handshakeTimeout?: number;

  /** `FILE` or `FILE#Service`: the IDL of a module that exports no `service`, or instead of the one it exports. */
  idl?: string;
  /** Serve `Status` too, which tells health, counts and the IDL, beside the handler's services. Default: false. */
  status?: boolean;
  /** Directories to look for included .thrift files in, after the including file's own. */
  include?: readonly string[];

  /** Default: `auto`, told from each connection's first bytes. */
  protocol?: ProtocolName | "auto";
  /** Default: `auto`, told from each connection's first bytes. */
  transport?: TransportName | "auto";

  /**
   * The origins of web pages that may call by HTTP and WebSocket, `https://app.example` for example, `null` for those that
   * have none, or `*` for any. Default: pages of the server's own host alone.
   */
  allowOrigin?: readonly string[];
  /**
   * Proxies that tell by a PROXY head, of version 1 or 2, who their clients are: addresses, blocks such as `10.0.0.0/8`, and
   * `unix`. Each of their connections has to begin with one; others have none. Default: none.
   */
  proxyProtocol?: readonly string[];

  /**
   * Workers of the models that have a fixed number. 0 is for nonblocking alone: calls run on the event
   * loop that reads the sockets. Default: the number of processor cores, or as many
   * as the quota of the control group has whole ones.
   */
  workers?: number;
  /** Connections a worker of threadpool or processpool holds at a time; later ones wait. 0: any number. Default: 0. */
  connectionsPerWorker?: number;
  /** The most workers that threaded and forking run at a time; later connections wait. Default: 1000. */
  maxWorkers?: number;
  /** Workers that threaded and forking keep ready for the next connections. Default: 10, the most that Apache httpd keeps. */
  spares?: number;
  /** Calls a worker runs at a time; more than 1 helps only handlers that wait. Default: 1. */
  concurrency?: number;
  /** Calls of one connection that may run at a time; their replies then come in the order they finish. Default: 1. */
  pipeline?: number;
  /**
   * Reload, as {@link Server.reload} does, whenever one of the files has changed that the handler imports, but for packages, or
   * that its IDL is made of. Default: false.
   */
  watch?: boolean;
  /**
   * Seconds that the import of the handler, its `init` and its warm-up may take, in each worker: then the worker is ended and
   * its start has failed. 0: any time. Default: 0, as models may take minutes to load.
   */
  initTimeout?: number;
  /** Devices, `cuda:0` or `0-3` for example, dealt out to workers: see {@link WorkerInfo.device}. */
  devices?: readonly string[];
  /** Threads that native libraries have in a worker. Default: see {@link WorkerInfo.threads}. */
  threadsPerWorker?: number;
  /** The workers of threadpool, nonblocking and processpool that have to be ready before clients are answered. Default: `all`. */
  readyWhen?: ReadyWhen;
  /** Calls after which a worker is replaced by a new one, which is ready before; 0: any number. Default: 0. */
  maxCalls?: number;
  /** Up to so many calls more, a random number for each worker, so that not all are replaced together. Default: 0. */
  maxCallsJitter?: number;
  /** Seconds after which a worker is replaced by a new one, which is ready before; 0: never. Default: 0. */
  maxAge?: number;
  /** Memory of a worker process (RSS), in bytes, above which it is replaced by a new one; 0: any. Default: 0. */
  maxMemory?: number;
  /** Connections the system holds before they are accepted. Default: 128; for a `listenFd` 4096, as systemd's. */
  backlog?: number;

  /** Largest frame a framed client may send, in bytes. Default: 16,384,000, as Apache's TConfiguration. */
  maxFrameSize?: number;
  /** Largest message, in bytes. Default: 104,857,600, as Apache's TConfiguration. */
  maxMessageSize?: number;
  /** Largest header of a THeader frame, in bytes. Default: 65,536. */
  maxHeaderSize?: number;
  /** Largest line, headers and trailers of an HTTP request together, in bytes. Default: 16,384, as Node's HTTP server. */
  maxHttpHeaderSize?: number;
  /** Largest body of an HTTP request, in bytes. Default: `maxMessageSize`. */
  maxHttpBodySize?: number;
  /** Levels of nested structs in a message, from 1 to 1000. Default: 64, as Apache's TConfiguration. */
  maxDepth?: number;
  /** Longest string or binary value in a message, in bytes. Default: 2,147,483,647, the most that can be said. */
  maxStringSize?: number;
  /** Most elements of a list or set, or pairs of a map, in a message. Default: 2,147,483,647, the most that can be said. */
  maxContainerSize?: number;
  /**
   * Memory that one message may take once it is decoded, in bytes: a small message can hold very many
   * values. An estimate that is made before the memory is taken. Default: 268,435,456.
   */
  maxDecodedSize?: number;

  /**
   * Largest reply, in bytes, without what a transport puts around it; its caller is told of a larger one. 0: as many
   * as a frame's length can say, 2,147,418,112. Default: 104,857,600, the most that Apache's clients take by default.
   */
  maxReplySize?: number;

  /** Connections open at a time, those that wait for a worker included; others are closed at once. 0: any number. Default: 16,384. */
  maxConnections?: number;
  /** The same for the connections of one address. 0: any number. Default: 0, as many clients may share one. */
  maxConnectionsPerPeer?: number;
  /**
   * Calls a second of one address, as many at once as in a second; others are refused. Where workers are handed connections,
   * each counts for itself. 0: any number. Default: 0.
   */
  maxCallsPerPeer?: number;
  /** Calls that may wait for a worker; others are refused. 0: none may wait. Default: 10,000. */
  maxQueuedCalls?: number;
  /** Seconds that a call may wait for a worker; then it is refused. 0: any time. Default: 0. */
  queueTimeout?: number;
  /**
   * Seconds that a call may take where the handler's `timeouts` say nothing of its function: then it is answered with an
   * exception, its AbortSignal aborts, and a worker that it holds is ended and replaced. Not for calls that run in the
   * server's own process. 0: any time. Default: 0.
   */
  callTimeout?: number;
  /** Bytes of replies that may wait for a client to read them before its next calls have to wait. Default: 262,144. */
  maxUnreadSize?: number;
  /**
   * Bytes that all connections of one event loop may hold: of messages, until they are answered, and of
   * replies, until they are read. The connection that holds the most is closed. 0: any number.
   * Default: 536,870,912.
   */
  maxBufferedSize?: number;
  /** Seconds until a client has to have sent its first byte. 0: any time. Default: 300. */
  firstByteTimeout?: number;
  /** Seconds that a message may take from its first byte to its last. 0: any time. Default: 60. */
  messageTimeout?: number;
  /** Seconds without a call after which a connection is closed. 0: never. Default: 0, as Thrift clients do not reconnect. */
  idleTimeout?: number;
  /** Seconds that replies wait for a client that takes none of their bytes. 0: any time. Default: 60. */
  writeTimeout?: number;
  /**
   * Seconds, and up to a tenth more, after which a connection is closed in a pause between two calls, so that its client comes
   * anew, through a load balancer to another server. One that never pauses for a tenth of a second is closed by HTTP alone,
   * whose answers say so. 0: at no age. Default: 0.
   */
  maxConnectionAge?: number;

  /**
   * `HOST:PORT`, `PORT` of 127.0.0.1, or `unix:PATH`: counts calls, and serves metrics, health and status there by HTTP, and
   * takes the commands that thriftserve has for a running server.
   */
  admin?: string;
  /** What its clients have to bring as `Authorization: Bearer`. Needed when other machines reach it. */
  adminToken?: string;
  /** A file that holds it. */
  adminTokenFile?: string;
  /** `off`: the page of the admin port shows the service and the server, and calls and changes nothing. Default: `on`. */
  adminCalls?: "on" | "off";
  /**
   * The number of calls that were slow or failed which the page of the admin port shows, with their arguments cut short. A call
   * is slow when it took ten times as long as those of its function do, and 10 ms at least. 0: none. Default: 0.
   */
  recordCalls?: number;

  /**
   * Seconds between the beginning of {@link Server.close} and the moment when no more connections are accepted: `/readyz`
   * says at once that the server is not ready, so that load balancers look elsewhere meanwhile. Default: 0.
   */
  drainDelay?: number;
  /** Seconds that {@link Server.close} waits for calls at work before it drops them. Default: 30. */
  shutdownTimeout?: number;
  /** Lowest level that is logged. Default: `info`. */
  logLevel?: LogLevel;
  /** The form of the log's lines: `text`, `json`, or `auto`, text on a terminal and JSON elsewhere. Default: `auto`. */
  logFormat?: LogFormat;
  /** Log each call in a line. Default: false. */
  accessLog?: boolean;
  /** The share of calls that `accessLog` has a line for, above 0. Default: 1. */
  accessLogSample?: number;
  /** Log what workers print, line by line. Default: false. */
  captureOutput?: boolean;
}

/** Those of several workers that a server's start waits for: where it is the first, the others join in later. */
export type ReadyWhen = "first" | "all";

/** An option that only a program can give. */
export interface Stopping {
  /** Closes the server when it aborts, as {@link Server.close} does; before it serves {@link serve} throws its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A server that accepts connections. */
export interface Server extends AsyncDisposable {
  /**
   * The name of the service that is served, without its program; of multiplexed ones the names that clients put before
   * the colon, `Calculator, Shared`, behind that of a default service that is not among them.
   */
  readonly service: string;
  /** The address that it listens on; the first of several. */
  readonly address: ServedAddress;
  /** All that it listens on, in the order in which they were given, and the subject of NATS that it takes calls of. */
  readonly addresses: readonly ServedAddress[];
  /** The server model. */
  readonly model: ModelName;
  /**
   * The number of workers, threads or processes: those that there have to be, of threaded and forking those that there
   * are; 0 when calls run on the server's own event loop.
   */
  readonly workers: number;
  /** Counts of the messages, calls and connections that were refused so far. Those of workers come in once a second. */
  readonly refusals: Readonly<Record<RefusalKind, number>>;
  /**
   * Reads the handler and its IDL anew. New workers import them and run `init`; when all are ready they take the calls
   * that come, and the others finish theirs and end. Where calls run on the server's own event loop the handler is imported
   * anew beside the other, which stays in memory.
   *
   * Reloads are made one after the other, when the workers of the one before are gone; those asked for while one waits are
   * one. The outcome is told in the log too.
   *
   * @param options.force also with an IDL whose changes break clients; others are refused. Default: false.
   * @throws {ReloadError} when nothing has changed: the handler or its IDL cannot be loaded, the IDL would break clients,
   * or the server ends.
   */
  reload(options?: { readonly force?: boolean }): Promise<Reloaded>;
  /**
   * Changes the number of workers of threadpool, nonblocking and processpool, until it is changed again. Resolves when new
   * ones take calls; those that are too many finish theirs, and end.
   * @param workers from 1 on; of nonblocking at most eight times as many as at the start, or 32.
   * @throws {ReloadError} when it cannot be changed: the number is as before.
   */
  resize(workers: number): Promise<void>;
  /** The files that are watched now, the handler first; none without {@link ServeOptions.watch}. */
  readonly watched: readonly string[];
  /** The address of the admin port, `127.0.0.1:9091` or `unix:/run/admin.sock`; undefined: there is none. */
  readonly adminAddress: string | undefined;
  /** The server at this moment: its workers, connections and refusals, and with `admin` what was counted of its calls. */
  status(): Promise<ServerStatus>;
  /**
   * Stops accepting, after the `drainDelay`, finishes the calls at work, ends the workers. Resolves when all that is done.
   * @param options.timeout seconds that calls have, instead of the `shutdownTimeout`. In a later call, while the server is
   * ending: from now on, if that is sooner.
   */
  close(options?: { readonly timeout?: number }): Promise<void>;
  /** The same: `await using server = await serve(...)`. */
  [Symbol.asyncDispose](): Promise<void>;
  /** Resolves when the server has ended; rejects with the reason when it could not go on. */
  readonly closed: Promise<void>;
}
