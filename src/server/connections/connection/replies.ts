// A connection's replies on their way out: through the output that all connections share, to the socket.
import type { WriteReply } from "../../../processor/processor.ts";
import type { ProtocolError } from "../../../protocol/errors.ts";
import type { Output } from "../../../protocol/output.ts";
import type { Socket } from "../../../runtime/runtime.ts";
import type { Envelope } from "../../../transport/envelope.ts";
import type { Watchdog } from "../watchdog.ts";
import type { Incoming } from "./incoming.ts";

/** The connection, as far as its replies need it. */
export interface Replying {
  readonly closed: boolean;
  /** Something went wrong with a reply. */
  fail(error: unknown): void;
  /** The client has room for more replies. */
  proceed(): void;
}

/** Sends replies as far as the client reads them. */
export class Replies {
  /**
   * Shared by all connections of this event loop: each sends on what was written since its own turn began, and leaves
   * the output as it was before.
   */
  readonly output: Output;
  /** Whether so many bytes wait for the client that no more calls of it are run. */
  unread = false;
  readonly #connection: Replying;
  readonly #incoming: Incoming;
  readonly #socket: Socket;
  readonly #watch: Watchdog;
  readonly #maxUnreadSize: number;
  /** The place in the output from which on it is this client's; -1: none of it is. */
  #from = -1;
  /** Bytes that were written to the socket. */
  #written = 0;
  /** The transport is about to go on with a large reply. */
  #pouring = false;

  /** @param maxUnreadSize bytes that may wait for the client. */
  constructor(
    connection: Replying,
    incoming: Incoming,
    output: Output,
    socket: Socket,
    watch: Watchdog,
    maxUnreadSize: number,
  ) {
    this.#connection = connection;
    this.#incoming = incoming;
    this.output = output;
    this.#socket = socket;
    this.#watch = watch;
    this.#maxUnreadSize = maxUnreadSize;
  }

  /** Bytes in the socket that the client has not taken. */
  get unsent(): number {
    return this.#socket.waiting;
  }

  /** Bytes that the client, or the system, has taken. */
  get sent(): number {
    return this.#written - this.#socket.waiting;
  }

  /** Bytes of replies that the transport has not put into the output yet. */
  get unpoured(): number {
    return this.#incoming.transport.unpoured ?? 0;
  }

  /** The output, of which all that is written from now on is this connection's, until it is flushed. */
  own(): Output {
    if (this.#from < 0) this.#from = this.output.position;
    return this.output;
  }

  /** Whether nothing is on its way to the client. */
  get isClear(): boolean {
    const isFlushed = this.#from < 0 || this.#from === this.output.position;
    return isFlushed && this.unpoured === 0 && this.#socket.waiting === 0;
  }

  /** Makes room before a reply for what the transport puts there. */
  begin(envelope: Envelope | undefined): number {
    return this.#incoming.transport.beginReply(this.own(), envelope);
  }

  end(mark: number, envelope: Envelope | undefined): void {
    this.#incoming.transport.endReply(this.output, mark, envelope);
    if (this.unpoured > 0) this.#pourSoon();
  }

  /** Writes a whole reply. It goes out with the next {@link Replies.flush}, before anybody else's turn. */
  add(write: WriteReply, envelope: Envelope | undefined): void {
    const output = this.own();
    const before = output.position;
    try {
      const mark = this.begin(envelope);
      write(output);
      this.end(mark, envelope);
    } catch (error) {
      output.position = before;
      this.#connection.fail(error);
    }
  }

  /** Writes the replies of messages that were run together, as they go out. */
  addRun(replies: WriteReply, messages: number, isOver: boolean): void {
    const output = this.own();
    replies(output);
    this.#incoming.ran(messages, isOver, output);
  }

  /** So many bytes of a reply were written by others, who have counted them. @param rest writes the others, as they go out. */
  written(bytes: number, rest: WriteReply | undefined): void {
    this.#written += bytes;
    rest?.(this.own());
  }

  /** Sends what is ready before it piles up: many small calls may have large answers. */
  flushIfMany(): void {
    if (this.output.position >= flushAt) this.flush();
  }

  /** Sends what is in the output for this client. */
  flush(): void {
    const from = this.#from;
    if (from < 0) return;
    this.#from = -1;
    const { output } = this;
    const length = output.position - from;
    output.position = from;
    if (length === 0 || this.#connection.closed) return;
    this.#written += length;
    this.#watch.traffic.sent(length);
    const bytes = output.bytes.subarray(from, from + length);
    // In the middle of another connection's turn the memory is that one's: a handler may have closed the server.
    const kept = this.#socket.write(from === 0 ? bytes : bytes.slice());
    if (from === 0 && (!kept || output.bytes.length > largestKept)) output.replace();
    this.#look();
    if (this.#socket.waiting > 0) this.#watch.wake();
  }

  /** The socket has room again. */
  drained(): void {
    this.#look();
    if (this.unpoured > 0) this.#pourSoon();
  }

  /**
   * Sends what the transport can tell the client before the connection closes for `error`.
   * @returns whether the client is still sending, and would not read that if its bytes were not taken.
   */
  answerError(error: ProtocolError): boolean {
    const isSending = this.#incoming.transport.answerError?.(this.own(), error) === true;
    if (this.unpoured > 0) this.#pourSoon();
    this.flush();
    return isSending;
  }

  /** Looks how much waits for the client to read it. */
  #look(): void {
    this.unread = this.unpoured > 0 || this.#socket.waiting > this.#maxUnreadSize;
  }

  /**
   * Lets the transport go on with a large reply once others have had their turn, and as long as the client reads it.
   */
  #pourSoon(): void {
    if (this.#pouring) return;
    this.#pouring = true;
    this.unread = true;
    // Of a timer, not of setImmediate: one immediate after the other kept Deno 2.9 from looking at its sockets.
    setTimeout(() => {
      this.#pouring = false;
      // Below that not every socket says when it has room again.
      const most = Math.max(this.#maxUnreadSize, flushAt);
      if (this.#connection.closed || this.#socket.waiting > most) return;
      try {
        this.#incoming.transport.pour?.(this.own());
      } catch (error) {
        this.#connection.fail(error);
        return;
      }
      this.flush();
      this.#look();
      if (this.unpoured > 0) this.#pourSoon();
      else this.#connection.proceed();
    }, 0);
  }
}

/** Bytes of replies that are sent on without waiting for the rest. */
const flushAt = 65_536;
/** Bytes that the buffer for replies is kept at; after a larger one it begins anew. */
const largestKept = 1_048_576;
