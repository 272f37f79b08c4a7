// The interface between server and runtime: sockets, threads, processes, signals.
import type { ClientCertificate } from "../certificates/client_certificate.ts";

/** The events of a socket. */
export interface SocketEvents {
  /** Bytes arrived. They are the receiver's: no runtime writes to them again. */
  data(chunk: Uint8Array): void;
  /** The client will send no more; it may still read. */
  end(): void;
  /** All that was written has gone out, after {@link Socket.write} said that some of it waits. */
  drain(): void;
  /** The socket is gone. Called once, whatever ended it; nothing is called after it. */
  close(error?: Error): void;
}

/** A connection's socket. */
export interface Socket {
  /** The certificate of its client, where TLS has verified one. */
  readonly certificate?: ClientCertificate | undefined;
  /** Bytes written that the system has not taken yet. */
  readonly waiting: number;
  /**
   * Sends bytes.
   * @returns whether `bytes` may be written to again at once; false: the socket keeps them.
   */
  write(bytes: Uint8Array): boolean;
  /** Reads no more until {@link Socket.resume}. */
  pause(): void;
  resume(): void;
  /**
   * Lends the connection to threads of this program, for {@link RuntimeParent.write}, until it is given back: nothing is to be
   * written here meanwhile. @returns its number among theirs, whatever becomes of it; -1: it cannot be lent now.
   */
  lend?(): number;
  giveBack?(): void;
  /** Closes once all that was written is out. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
  /**
   * Closes without its client's noticing, between two messages: the process that it came from holds the connection as
   * well. Nothing that the client sends is lost; when bytes are on their way here it goes on, and can be told again.
   *
   * @param gone is called when it is closed, instead of the events of a socket, with the descriptor by which it goes on
   * where that is this process's: the caller's from then on.
   */
  letGo?(gone: (descriptor?: number) => void): void;
}

/**
 * Milliseconds of silence after which the system asks whether a client is still there: one whose machine
 * has gone without a word is noticed so, some minutes later, and its connection closed.
 */
export const keepAliveAfter = 60_000;

/**
 * The doings of a client that waits: none so far; it has sent something; it has sent its end behind that; it has
 * sent its end alone, or is gone.
 */
export type ClientState = "silent" | "sending" | "ended" | "left";

/** A message that comes alone instead of in a stream, and what goes back beside its reply. */
export interface Carried {
  /** What came beside it, by names in lower case. Without a prototype. */
  readonly headers: Readonly<Record<string, string>>;
  /** The headers of the reply, once that is written. */
  replyHeaders?: Readonly<Record<string, string>> | undefined;
  /** It is answered with an exception, as it is too large for instance, and nothing of it is waited for. */
  isRefused?: boolean;
  /** The reason why it cannot be read. */
  unreadable?: string;
}

/** A connection that was accepted and from which nothing has been read. */
export interface Accepted {
  /** It has one message, which comes alone; absent: it is a stream. */
  readonly carried?: Carried | undefined;
  /** `127.0.0.1:50312`, `[::1]:50312`, or `unix`; `0.0.0.0:0` of a client of TCP that is gone again. */
  readonly peer: string;
  /** Begins to read. */
  open(events: SocketEvents): Socket;
  /** Begins to look at what the client does: it has to wait before it can be opened or handed over. */
  wait(): void;
  /** Tells what the client has done since then. */
  state(): ClientState;
  /** Closes a connection that was not opened, or whose worker has died. */
  close(): void;
  /** Ends a connection for its client while the thread that it was handed to still holds it. */
  cutOff?(): void;
  /** Closes a connection that was handed over; false when the worker may have taken it by now. */
  withdraw(): boolean;
  /**
   * Lets go of a connection that was handed over and has arrived. @param done is called when its descriptor is free.
   */
  release(done?: () => void): void;
  /**
   * The worker that has it has let go of it, without ending it and before it was released: it can be handed on again.
   * Absent where that cannot be.
   * @param descriptor of this process, by which it goes on.
   */
  regain?(descriptor?: number): void;
  /** Its client has called before, in another worker. */
  hasCalled?: boolean;
  /** The number of the place that it came to, among those that the server listens at; absent: the first. -1: its own page's. */
  place?: number | undefined;
  /** The address of its client, where it comes from a proxy that has told so in another worker. */
  client?: string | undefined;
  /** The handle that {@link RuntimeWorker.send} takes to hand the connection over, and that TLS is laid over. */
  readonly handle: unknown;
  /** Looks no more, before {@link Accepted.handle} is read from. */
  stopWaiting(): void;
  /**
   * The bytes that had to be read to look at the client: they are handed over with the connection, before what comes
   * next.
   */
  readAhead(): Uint8Array | undefined;
}

/** The address to listen on, and the ways to listen. */
export interface ListenOptions {
  readonly at: /**
   * `ipv6Only`: `::` is not for IPv4 too; only where {@link Runtime.separatesIpv6}. `reusePort`: others may listen there too,
   * and the system divides the connections.
   */
    | {
        readonly host: string;
        readonly port: number;
        readonly ipv6Only: boolean;
        readonly reusePort?: boolean;
      }
    /** Of a Unix socket. A NUL and a name: a name of Linux's that is no file. */
    | { readonly path: string }
    /** A socket that listens already and that this process was started with. */
    | { readonly descriptor: number };
  /** Length of the system's queue of connections not accepted yet. */
  readonly backlog: number;
  /** The use of connections: read here, or handed to a thread or process. */
  readonly use: "here" | "thread" | "process";
  /** Whether TLS will be laid over the connections, where they are opened; not with the use `thread`. */
  readonly tls: boolean;
  /** Whether the socket may be handed to another program: see {@link Listener.handOver}. */
  readonly mayBeHanded?: boolean;
  /** A connection was closed as soon as it was accepted, for want of file descriptors. */
  lost(peer: string): void;
  /**
   * Accepting has failed, for want of file descriptors or of the system's memory: connections wait in the system's queue, and
   * it is tried again after a pause. @param reason in the system's words, where it has told.
   */
  failed(reason?: string): void;
}

/** The address of a socket that listens: the descriptor only when no more can be known of it. */
export type ListeningAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string }
  | { readonly descriptor: number };

export interface Listener {
  readonly address: ListeningAddress;
  /**
   * Has the system begin no more connections over TCP, while those that it holds are still accepted, until this is closed:
   * their clients are refused a second later. Absent where the system cannot be asked. Not for a socket that another
   * process listens on as well. @returns whether it does so.
   */
  endHandshakes?(): boolean;
  /**
   * Accepts what the system holds and no more, and closes when it holds no client's connection. Absent where there is no way, or
   * {@link Listener.endHandshakes} is. Not for a socket that another process listens on as well.
   * @returns false when that was not to be had within three seconds: it is not closed.
   */
  closeEmpty?(): Promise<boolean>;
  /** Connections that come from now on are opened here, whatever they were to be accepted for. Absent: all can be. */
  openHere?(): void;
  /** Accepts no more, at once. Connections already accepted go on. */
  close(): Promise<void>;
  /** The socket's descriptor, which another program can be handed. Undefined: it is not known, or cannot be handed over. */
  descriptor?(): number | undefined;
  /**
   * Another program, which was handed the socket, accepts its connections: this one accepts no more, at once, and leaves the
   * socket and its file to that.
   */
  handOver?(): void;
}

/** A thread or process of ours, seen from the one that started it. */
export interface RuntimeWorker {
  /** The process id, or that of the thread within this process. */
  readonly id: number;
  /**
   * Sends a message and, with it, a connection. That stays ours as well until it is released, so that it
   * can be given to another worker when this one dies without having taken it.
   */
  send(message: unknown, accepted?: Accepted): void;
  /** Sends a message to a thread and gives it `memory`, which the message refers to, instead of a copy. */
  give(message: unknown, memory: ArrayBuffer): void;
  /**
   * Ends it at once. A thread only when it is idle: in the middle of native code, of a model that it loads say, its end
   * would be that of the whole program.
   */
  kill(): void;
  /**
   * Ends it at once in the middle of JavaScript; a thread is left alone, and false returned, where that may be native
   * code.
   */
  interrupt(): boolean;
  /** Leaves a thread to itself: the program does not wait for its end. */
  leave(): void;
}

/** The events of a worker. */
export interface WorkerEvents {
  message(message: unknown): void;
  /** It has ended; `reason` says how in words: `exit code 1`, `signal SIGKILL`, `Error: ...`. Called once. */
  exit(reason: string): void;
}

/** The other side: the thread or process that started this one. */
export interface RuntimeParent {
  /**
   * Sends a message.
   * @param sent is called once the message is out of this process: what ends it afterwards does not undo that.
   */
  send(message: unknown, sent?: () => void): void;
  /** From a thread: sends a message and gives `memory` away, which the message refers to, instead of a copy. */
  give(message: unknown, memory: ArrayBuffer): void;
  /** Writes [start, end) of bytes to a connection that the server has lent. @returns how many the system took, or -1. */
  write?(lent: number, bytes: Uint8Array, start: number, end: number): number;
  /** Ends this process, or tells the thread's starter, which ends it, nothing more. */
  end(): void;
  /** A message, with the connection that came with it. */
  onMessage(callback: (message: unknown, accepted?: Accepted) => void): void;
  /** The start is over: what runs from now on may run often. */
  started(): void;
  /**
   * Tells those who list the system's processes what this one is. Of a process.
   * @param title takes the place of its command line. @param name of at most 15 characters, where a runtime cannot do that.
   */
  entitle?(title: string, name: string): void;
}

/** Variables of a process's environment. */
export type Variables = Readonly<Record<string, string>>;

/** The particulars of a process of ours. */
export interface ProcessOptions {
  /** The name by which the system's lists of processes have it, instead of its program's. */
  readonly title: string;
  /** What it has in its environment besides this process's. */
  readonly variables?: Variables | undefined;
}

/** A runtime's way to do what they all do. */
export interface Runtime {
  readonly name: "bun" | "deno" | "node";
  readonly version: string;
  /** File descriptors that a thread, or a process, takes of the one that has started it. */
  readonly descriptorsOf: { readonly thread: number; readonly process: number };
  /** Whether it can listen on `::` for IPv6 alone, beside a listener of IPv4 on the same port. */
  readonly separatesIpv6: boolean;
  /** Whether it accepts all that the system's queue holds before it tells of the first: they all take a descriptor. */
  readonly acceptsAll: boolean;
  /** Whether a connection can be handed to a thread; without it the bytes are relayed. */
  readonly handsToThreads: boolean;
  /** Whether a thread can be ended in the middle of JavaScript. */
  readonly endsThreads: boolean;
  /**
   * Whether this process has loaded native addons: a thread that is ended in the middle of one ends the whole program.
   * Where that cannot be told it is taken to have.
   */
  hasNativeAddons(): boolean;
  listen(options: ListenOptions, accept: (accepted: Accepted) => void): Promise<Listener>;
  /** Starts a thread, or a process, of this program that runs the worker's entry point. */
  startThread(events: WorkerEvents): RuntimeWorker;
  /** @param variables of its environment, beside those of this process. */
  startProcess(events: WorkerEvents, options: ProcessOptions): RuntimeWorker;
  /**
   * A part of a file as memory that processes share: what one writes is there for the others at once, and outlives it.
   * @returns undefined where the runtime cannot. @throws when the system cannot.
   */
  mapFile(path: string, offset: number, size: number): ArrayBufferLike | undefined;
  /**
   * A whole file as memory that processes share as long as they do not write to it: what one writes is its own.
   * @returns undefined where the runtime cannot. @throws when the system cannot.
   */
  mapCopy(path: string): ArrayBufferLike | undefined;
  /** The start of this program is over: what runs from now on may run often. */
  started(): void;
  /** Has lists of the system's processes show this in place of this program's command line. Absent: it cannot. */
  entitle?(title: string): void;
  /**
   * Ends this program at once, after its listeners of `exit`: threads are left in the middle of what they do, and
   * nothing of the program is taken apart around them.
   */
  exit(status: number): never;
}
