// One client's connection: bytes in, calls one after the other, replies out.

import { log } from "../../log/log.ts";
import { applicationExceptionType } from "../../processor/application_exception.ts";
import type { WriteReply } from "../../processor/processor.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Output } from "../../protocol/output.ts";
import type { Accepted, Socket, SocketEvents } from "../../runtime/runtime.ts";
import { DetectingTransport } from "../../transport/detect.ts";
import type { Envelope } from "../../transport/envelope.ts";
import type { Pages } from "../../transport/pages.ts";
import type { ServerState, Transport } from "../../transport/transport.ts";
import { stackOf, textOf } from "../../words/thrown.ts";
import type { Caller, Executor, Outcome } from "../calls/executor.ts";
import type { Settings } from "../options/settings.ts";
import { type RefusalKind, refusalKindOf, toldWhenEnding } from "../refusals.ts";
import { Deadlines, type Phase, type Ticks, type Timed } from "./deadlines.ts";
import { Departure } from "./departure.ts";
import type { Watch, Watched } from "./watchdog.ts";

/** What a connection needs to know of its server. */
export type ConnectionSettings = Pick<Settings, "dialect" | "limits" | "pipeline">;

/** Whom a connection tells what becomes of it. */
export interface ConnectionEvents {
  /** Its client has left, or seems to have, while calls are at work. */
  gone?(connection: Connection): void;
  /** It has ended. */
  closed(connection: Connection): void;
}

/** A connection that lives on this event loop. */
export class Connection implements Caller, ServerState, SocketEvents, Timed, Watched {
  readonly id: number;
  readonly peer: string;
  readonly pages: Pages;
  /**
   * The message that is to be run. A copy of what the transport tells of it: while it waits for an executor, bytes arrive
   * there that may be put elsewhere, together with those of the message.
   */
  readonly message = {
    bytes: nothing as Uint8Array,
    start: 0,
    end: 0,
    protocol: "binary" as ProtocolName,
    envelope: undefined as Envelope | undefined,
  };
  /** What its messages come in, once that is known. */
  transport = "";
  /** How many messages were found. */
  messages = 0;
  /** Bytes that are counted as held for this connection: of messages, and of replies that wait for the client. */
  held = 0;
  /**
   * Shared by all connections of this event loop: each sends on what was written since its own turn began, and leaves
   * the output as it was before.
   */
  readonly output: Output;

  /** Runs the calls. */
  readonly #executor: Executor;
  readonly #settings: ConnectionSettings;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #watch: Watch;
  readonly #deadlines = new Deadlines();
  #transport: Transport;
  #abort: AbortController | undefined;
  #atWork = 0;
  /** Bytes of the messages at work. */
  #working = 0;
  /** Bytes of replies that were written to the socket. */
  #written = 0;
  /** Where in the output begins what is to be sent to this client; -1: nowhere. */
  #from = -1;
  /** A message was found and has not been taken yet. */
  #found = false;
  #pumping = false;
  /** Too many bytes wait for the client to read them. */
  #unread = false;
  #paused = false;
  /** The transport is about to go on with a large reply. */
  #pouring = false;
  /** The transport will have more without further bytes. */
  #later = false;
  /** The client will send no more. */
  #ended = false;
  /** We take no more. */
  #closing = false;
  /** The server ends: we take only what had come before. */
  #departure: Departure | undefined;
  /** It was told why it has to go, and gets the time to read it. */
  #lingering = false;
  /** It was destroyed: what it held counts no more. */
  #cutOff = false;
  #closed = false;

  constructor(
    id: number,
    accepted: Accepted,
    executor: Executor,
    output: Output,
    settings: ConnectionSettings,
    watch: Watch,
    pages: Pages,
    events: ConnectionEvents,
  ) {
    this.id = id;
    this.pages = pages;
    this.peer = accepted.peer;
    this.#executor = executor;
    this.output = output;
    this.#settings = settings;
    this.#watch = watch;
    this.#events = events;
    this.#transport = new DetectingTransport(settings.dialect, settings.limits, this);
    this.#socket = accepted.open(this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  get closing(): boolean {
    return this.#closing || this.#departure !== undefined;
  }

  speaks(transport: string): void {
    this.transport = transport;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#ended || this.#closed) this.#abort.abort();
    return this.#abort.signal;
  }

  proceed(): void {
    this.#pump();
  }

  answer(write: WriteReply, envelope: Envelope | undefined): void {
    // Whose bytes they are is not remembered for each call: all at work count as long as their mean.
    this.#working -= this.#working / this.#atWork--;
    if (this.#closed) return;
    const output = this.#own();
    const before = output.position;
    try {
      const mark = this.beginReply(envelope);
      write(output);
      this.endReply(mark, envelope);
    } catch (error) {
      output.position = before;
      this.#fail(error);
    }
  }

  beginReply(envelope: Envelope | undefined): number {
    return this.#transport.beginReply(this.#own(), envelope);
  }

  endReply(mark: number, envelope: Envelope | undefined): void {
    this.#transport.endReply(this.output, mark, envelope);
    if (this.#unpoured > 0) this.#pourSoon();
  }

  /** Takes only calls that have come, and closes once they are answered. */
  leave(): void {
    if (!this.#closing) this.#departure ??= new Departure(() => this.#closeWhenDone());
  }

  abandon(error: ProtocolError): void {
    this.#refused(refusalKindOf(error.kind), "closed", error.message);
    const isSending = this.#transport.refuse?.(this.#own(), error) === true;
    if (this.#unpoured > 0) this.#pourSoon();
    this.flush();
    this.#closing = true;
    this.#found = false;
    if (isSending && !this.#closed) {
      this.#resume();
      this.#linger();
    }
    this.#closeWhenDone();
  }

  /** Closes at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  cutOff(kind: RefusalKind, reason: string): void {
    this.#hold(0);
    this.#cutOff = true;
    this.#closing = true;
    this.#found = false;
    this.#refused(kind, "closed", reason);
    this.destroy();
  }

  tick(ticks: Ticks): boolean {
    const passed = this.#deadlines.tick(this, ticks);
    if (typeof passed === "boolean") return passed;
    if (passed === "closing") this.destroy();
    else {
      const seconds = this.#settings.limits[passed];
      this.cutOff(passed, `${overdue[passed]} within ${seconds} s`);
    }
    return true;
  }

  get phase(): Phase {
    if (this.#lingering) return "closing";
    if (this.#found || this.#atWork > 0 || this.#unread || this.#later) return "work";
    const transport = this.#transport;
    if (transport.pending > 0 || transport.passing === true) return "message";
    return this.messages === 0 ? "first byte" : "call";
  }

  get unsent(): number {
    return this.#socket.waiting;
  }

  get taken(): number {
    return this.#written - this.#socket.waiting;
  }

  data(chunk: Uint8Array): void {
    if (this.#closing) return;
    this.#watch.wake();
    this.#departure?.heard();
    try {
      this.#transport.push(chunk);
      if (this.#atWork > 0) this.#transport.attend?.(this.#own());
    } catch (error) {
      this.#fail(error);
    }
    this.flush();
    this.#pump();
  }

  /**
   * A client that has sent its end has nearly always left; only writing to it would tell. Its calls are
   * told so, as Go's HTTP server does, and are answered nevertheless: it may have closed one half only.
   */
  end(): void {
    this.#ended = true;
    this.#gone();
    this.#closeWhenDone();
  }

  /** There is room again for replies. */
  drain(): void {
    this.#look();
    if (this.#unpoured > 0) this.#pourSoon();
    this.#pump();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#hold(0);
    this.#executor.forget(this);
    this.#gone();
    this.#events.closed(this);
  }

  #gone(): void {
    this.#abort?.abort();
    if (this.#atWork > 0) this.#events.gone?.(this);
  }

  /** What goes wrong in this connection's turn ends it, and touches nobody else. */
  #fail(error: unknown): void {
    this.flush();
    if (error instanceof ProtocolError) {
      this.abandon(error);
      return;
    }
    log.error("closed the connection from {peer}: {thrown}", { peer: this.peer, thrown: stackOf(error) });
    this.#closing = true;
    this.#found = false;
    this.destroy();
  }

  /** The output, of which all that is written from now on is this connection's, until it is flushed. */
  #own(): Output {
    if (this.#from < 0) this.#from = this.output.position;
    return this.output;
  }

  /** Takes messages while there are any and they may be run. */
  #pump(): void {
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    try {
      while (this.#mayRunMore && !this.#unread && this.#find()) {
        if (this.message.envelope?.answered === true) this.flush();
        const { refusal } = this.#transport;
        const outcome = refusal === undefined ? this.#offer() : this.#turnAway(refusal);
        if (outcome === "wait") break;
        this.#found = false;
        if (outcome === "taken") {
          this.#atWork++;
          this.#working += this.message.end - this.message.start;
        }
        // Many small calls may have large answers: what is ready goes out before it piles up.
        if (this.output.position >= flushAt) this.flush();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#pumping = false;
    }
    this.flush();
    this.#readOrPause();
    this.#closeWhenDone();
    this.#count();
  }

  #offer(): Outcome {
    if (this.#departure?.refuses !== true) return this.#executor.offer(this);
    // Not even its beginning can be read, or its protocol is one that nobody has spoken yet.
    if (!this.#executor.refuse(this, applicationExceptionType.INTERNAL_ERROR, toldWhenEnding))
      this.#closing = true;
    return "done";
  }

  /** Answers a message of which there is only the beginning. @throws {ProtocolError} when that says nothing. */
  #turnAway(refusal: ProtocolError): "done" {
    this.refuse(refusalKindOf(refusal.kind), applicationExceptionType.PROTOCOL_ERROR, refusal);
    if (this.#transport.finished) this.#linger();
    return "done";
  }

  /** Gives a client that is still sending the time to find out why it has been refused. */
  #linger(): void {
    this.#lingering = true;
    this.#watch.wake();
  }

  refuse(kind: RefusalKind, type: number, reason: ProtocolError): void {
    if (!this.#executor.refuse(this, type, reason.message)) throw reason;
    this.#refused(kind, "answered", reason.message);
  }

  refusedLater(kind: RefusalKind, reason: string): void {
    this.#refused(kind, "answered", reason);
  }

  #refused(kind: RefusalKind, outcome: "answered" | "closed", reason: string): void {
    this.#watch.refused({ kind, peer: this.peer, outcome, reason });
  }

  /** Counts what it holds, if that has changed. */
  #count(): void {
    if (this.#closed || this.#cutOff) return;
    const waiting = this.#found ? this.message.end - this.message.start : 0;
    const unread = this.#unpoured + this.#socket.waiting;
    this.#hold(this.#transport.pending + waiting + this.#working + unread);
  }

  #hold(bytes: number): void {
    const before = this.held;
    if (bytes === before || this.#cutOff) return;
    this.held = bytes;
    this.#watch.holds(this, before, bytes);
  }

  get #mayRunMore(): boolean {
    return this.#atWork === 0 || (this.#atWork < this.#settings.pipeline && !this.#transport.ordered);
  }

  #find(): boolean {
    if (this.#found) return true;
    while (!this.#closing) {
      const transport = this.#transport;
      if (transport.next(this.#own())) {
        const { message } = this;
        message.bytes = transport.bytes;
        message.start = transport.start;
        message.end = transport.end;
        message.protocol = transport.protocol;
        message.envelope = transport.envelope;
        this.#found = true;
        this.messages++;
        return true;
      }
      if (transport.finished) this.#closing = true;
      if (transport.successor === undefined) {
        if (transport.later !== undefined) this.#pumpAfter(transport.later);
        break;
      }
      this.#transport = transport.successor;
    }
    this.message.bytes = nothing; // an idle connection does not keep its last message
    this.message.envelope = undefined;
    return false;
  }

  #pumpAfter(later: Promise<void>): void {
    if (this.#later) return;
    this.#later = true;
    later.then(
      () => {
        this.#later = false;
        this.#pump();
      },
      (error: unknown) => {
        log.error("cannot speak what {peer} speaks: {reason}", { peer: this.peer, reason: textOf(error) });
        this.destroy();
      },
    );
  }

  flush(): void {
    const from = this.#from;
    if (from < 0) return;
    this.#from = -1;
    const { output } = this;
    const length = output.position - from;
    output.position = from;
    if (length === 0 || this.#closed) return;
    this.#written += length;
    const bytes = output.bytes.subarray(from, from + length);
    // In the middle of another connection's turn the memory is that one's: a handler may have closed the server.
    const kept = this.#socket.write(from === 0 ? bytes : bytes.slice());
    if (from === 0 && (!kept || output.bytes.length > largestKept)) output.replace();
    this.#look();
    if (this.#socket.waiting > 0) this.#watch.wake();
  }

  /** Looks how much waits for the client to read it. */
  #look(): void {
    this.#unread = this.#unpoured > 0 || this.#socket.waiting > this.#settings.limits.maxUnreadSize;
  }

  get #unpoured(): number {
    return this.#transport.unpoured ?? 0;
  }

  /** Has the transport go on with a large reply once others have had their turn, and as long as the client reads it. */
  #pourSoon(): void {
    if (this.#pouring) return;
    this.#pouring = true;
    this.#unread = true;
    // Of a timer, not of setImmediate: one immediate after the other kept Deno 2.9 from looking at its sockets.
    setTimeout(() => {
      this.#pouring = false;
      // Below that not every socket says when it has room again.
      const most = Math.max(this.#settings.limits.maxUnreadSize, flushAt);
      if (this.#closed || this.#socket.waiting > most) return;
      try {
        this.#transport.pour?.(this.#own());
      } catch (error) {
        this.#fail(error);
        return;
      }
      this.flush();
      this.#look();
      if (this.#unpoured > 0) this.#pourSoon();
      else this.#pump();
    }, 0);
  }

  /** Reads on only while what is read can be used soon, and what was answered is read. */
  #readOrPause(): void {
    if (this.#closed) return;
    const busy = this.#found || this.#later || !this.#mayRunMore;
    const pause = this.#unread || (busy && this.#transport.pending > unusedAtMost);
    if (pause === this.#paused) return;
    if (pause) {
      this.#paused = true;
      this.#socket.pause();
    } else this.#resume();
  }

  #resume(): void {
    if (this.#paused) {
      this.#socket.resume();
      this.#departure?.resumed();
    }
    this.#paused = false;
  }

  #closeWhenDone(): void {
    if (this.#closed || this.#atWork > 0 || this.#found || this.#later || this.#unpoured > 0) return;
    if (this.#lingering && !this.#ended) return;
    const departure = this.#departure;
    // A client that has sent its end may have more calls here, which wait until it has read some replies.
    if (!this.#closing && (!this.#ended || this.#unread)) {
      const isReceiving = this.#transport.pending > 0 || this.#transport.passing === true;
      if (departure?.allows(isReceiving) !== true) return;
      this.#closing = true;
    }
    if (departure?.told === false) {
      departure.told = true;
      this.#transport.leave?.(this.#own());
      this.flush();
    }
    this.#socket.end();
  }
}

const nothing = new Uint8Array(0);
/** Bytes of replies that are sent on without waiting for the rest. */
const flushAt = 65_536;
/** Bytes that the buffer for replies is kept at; after a larger one it begins anew. */
const largestKept = 1_048_576;
/** Bytes of further calls that are taken in while earlier ones are at work. */
const unusedAtMost = 65_536;

/** What did not come to pass, by the deadline. */
const overdue = {
  firstByteTimeout: "it sent nothing",
  messageTimeout: "its message was not there as a whole",
  idleTimeout: "it made no further call",
  writeTimeout: "it took nothing of its replies",
} as const;
