// The bytes that a connection's client sends, and the messages in them, one at a time.
import type { ProtocolName } from "../../../protocol/names.ts";
import type { Output } from "../../../protocol/output.ts";
import { deadlineOf } from "../../../transport/deadline.ts";
import type { Envelope } from "../../../transport/envelope.ts";
import type { Transport } from "../../../transport/transport.ts";
import type { Message } from "../../calls/executor.ts";

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

  /** Lets go of the message: an idle connection does not keep its last one. */
  drop(): void {
    this.found = false;
    this.bytes = nothing;
    this.envelope = undefined;
  }
}

const nothing = new Uint8Array(0);
