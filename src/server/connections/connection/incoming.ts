// The bytes that a connection's client sends, and the messages in them, one at a time.
import type { ProtocolName } from "../../../protocol/names.ts";
import type { Output } from "../../../protocol/output.ts";
import type { Accepted } from "../../../runtime/runtime.ts";
import { CarriedTransport } from "../../../transport/carried/transport.ts";
import { deadlineOf } from "../../../transport/deadline.ts";
import { DetectingTransport } from "../../../transport/detect.ts";
import type { DialectOptions } from "../../../transport/dialect.ts";
import type { Envelope } from "../../../transport/envelope.ts";
import type { ServerState, SizeLimits, Transport } from "../../../transport/transport.ts";
import type { Message } from "../../calls/executor.ts";
import type { Phase } from "../deadlines.ts";

/** What a connection's client sends, by the transport that its first bytes are for. */
export function incomingOf(
  { carried, hasCalled }: Accepted,
  dialect: DialectOptions,
  limits: SizeLimits,
  server: ServerState,
): Incoming {
  const first = carried
    ? new CarriedTransport(carried, dialect, limits)
    : new DetectingTransport(dialect, limits, server);
  return new Incoming(first, hasCalled);
}

/**
 * Finds messages, and is the one found last. That is a copy of what the transport tells of it: while it waits for an
 * executor, bytes arrive that the transport may put elsewhere, together with those of the message.
 */
export class Incoming implements Message {
  bytes: Uint8Array = nothing;
  start = 0;
  end = 0;
  protocol: ProtocolName = "binary";
  envelope: Envelope | undefined;
  waitingSince = 0;
  /** Whether the message has not been taken yet. */
  found = false;
  /** The number of messages that were found. */
  count = 0;
  following = 0;
  followingEnd = 0;
  /** Messages that are run together at most. */
  #runLength = 1;
  /** Takes the bytes, and puts replies into its form; another one's place once the first bytes have told the dialect. */
  transport: Transport;

  /** Whether there were messages before the connection came here. */
  readonly calledBefore: boolean;

  constructor(transport: Transport, calledBefore = false) {
    this.transport = transport;
    this.calledBefore = calledBefore;
  }

  /** Whether there were any, here or before. */
  get hasCalled(): boolean {
    return this.calledBefore || this.count > 0;
  }

  /** The phase of a connection of which nothing else is at work. */
  get phase(): Phase {
    if (this.found) return "work";
    if (this.isReceiving) return "message";
    return this.hasCalled ? "call" : "first byte";
  }

  /** Bytes of the message. */
  get length(): number {
    return this.end - this.start;
  }

  /** Whether the client is in the middle of a message. */
  get isReceiving(): boolean {
    return this.transport.pending > 0 || this.transport.skippingRest === true;
  }

  /**
   * Finds the next message. False when more bytes are needed, or the transport's `blockedUntil` has to be waited for.
   *
   * @param output gets what the transport itself has to answer.
   * @throws {ProtocolError} when the bytes cannot be a message.
   */
  find(output: Output): boolean {
    for (;;) {
      const { transport } = this;
      if (transport.next(output)) {
        this.bytes = transport.bytes;
        this.start = transport.start;
        this.end = transport.end;
        this.protocol = transport.protocol;
        this.envelope = transport.envelope;
        if (this.envelope !== undefined) this.envelope.deadline = deadlineOf(this.envelope.headers);
        this.found = true;
        this.following = 0;
        this.waitingSince = 0;
        this.count++;
        return true;
      }
      if (transport.successor === undefined || transport.finished) break;
      this.transport = transport.successor;
    }
    this.drop();
    return false;
  }

  /** Looks for messages that may be run together with the one found: the more of them, the more of the last ones were. */
  lookAhead(): void {
    const { transport } = this;
    const most = this.#runLength;
    this.following = 0;
    if (most === 1) this.#runLength = 2;
    else if (transport.lookAhead !== undefined) {
      this.following = transport.lookAhead(this.bytes, most - 1, mostBytes);
      this.followingEnd = transport.aheadEnd!;
    }
  }

  /** So many messages were run together. @param isOver whether none of them is at work. */
  ran(messages: number, isOver: boolean, output: Output): void {
    const isWhole = messages > this.following;
    this.#runLength = isWhole ? Math.min(this.#runLength * 2, mostMessages) : messages;
    const passed = isOver ? messages - 1 : messages;
    for (let i = 0; i < passed; i++) this.transport.next(output);
    this.count += passed;
  }

  /** Lets go of the message: an idle connection does not keep its last one. */
  drop(): void {
    this.found = false;
    this.bytes = nothing;
    this.envelope = undefined;
  }
}

/** Messages that are run together, at most, and bytes: a worker begins no more of them once it has been at them for long. */
const mostMessages = 64;
const mostBytes = 32_768;
const nothing = new Uint8Array(0);
