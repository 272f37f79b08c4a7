// Gives callers the replies of their relayed calls: those that have come, large ones that were sent, and exceptions instead.
import { sendErrorCode } from "../../../processor/error_code.ts";
import type { WriteReply } from "../../../processor/processor.ts";
import { applicationExceptionType } from "../../../protocol/application_exception.ts";
import { ProtocolError } from "../../../protocol/errors.ts";
import type { CallHeaders } from "../../../transport/envelope.ts";
import type { RefusalReason } from "../../refusals.ts";
import type { Caller } from "../executor.ts";
import { errorCodeOf, exceptionReply } from "../turn_away.ts";
import type { WaitingCallers } from "../waiting_callers.ts";
import { headersFromBytes } from "./headers.ts";
import type { GivenReply } from "./messages.ts";
import { RelayedReply } from "./reply.ts";
import type { CallSlots } from "./slots.ts";

/** Answers the calls of one memory. */
export class Answering {
  /** The number of calls that were answered. */
  finished: number;
  readonly #slots: CallSlots;
  readonly #waiting: WaitingCallers;
  readonly #reply = new RelayedReply();
  #collecting = false;
  #again = false;

  /** @param finished calls before. */
  constructor(slots: CallSlots, waiting: WaitingCallers, finished: number) {
    this.#slots = slots;
    this.#waiting = waiting;
    this.finished = finished;
  }

  /** Sends on the replies that have come, each connection's with one write. In the middle of that: goes on when it is through. */
  collect(): void {
    this.#again = true;
    if (this.#collecting) return;
    this.#collecting = true;
    try {
      while (this.#again) {
        this.#again = false;
        this.#collect();
      }
    } finally {
      this.#collecting = false;
    }
  }

  #collect(): void {
    const { done, calls } = this.#slots;
    const count = calls.done.collect(done);
    for (let i = 0; i < count; i++) {
      const slot = done[i]!;
      const caller = this.#slots.callers[slot];
      if (caller === undefined) {
        // Otherwise of a thread that ran on for a moment after it was ended.
        if (this.#slots.reclaim(slot)) this.#waiting.proceed();
        continue;
      }
      if (calls.runs.messagesOf(slot) > 1) {
        this.settle(slot);
        continue;
      }
      const sent = calls.direct.sentOf(slot);
      if (sent > 0) {
        this.#written(slot, caller, sent);
        continue;
      }
      const length = calls.lengthOf(slot);
      const headersLength = calls.headersLengthOf(slot);
      if (headersLength > 0) {
        this.#slots.setReplyHeaders(slot, headersFromBytes(calls.bytesOf(slot, length, headersLength)));
      }
      this.#reply.bytes = calls.bytesOf(slot, 0, length);
      caller.answer(this.#reply.copy, this.#slots.envelopes[slot]);
      this.finished++;
      this.#slots.release(slot);
      if (i + 1 < count && this.#slots.callers[done[i + 1]!] === caller) continue;
      this.#proceed(caller);
    }
  }

  /** A worker has written a reply, or a part of it. */
  #written(slot: number, caller: Caller, sent: number): void {
    const { calls } = this.#slots;
    const rest = calls.lengthOf(slot);
    if (rest > 0) this.#reply.bytes = calls.bytesOf(slot, 0, rest);
    caller.lending!.written(sent, rest > 0 ? this.#reply.copy : undefined);
    this.finished++;
    this.#slots.release(slot);
    this.#proceed(caller);
  }

  /**
   * Sends on the replies of a run that have come. It is over when the message that was begun last is answered: those that
   * were not begun are offered again.
   * @returns whether it is over.
   */
  settle(slot: number, answered = this.#slots.calls.runs.answeredOf(slot)): boolean {
    const caller = this.#slots.callers[slot]!;
    const { calls } = this.#slots;
    const { messages, from, length } = answered;
    const isOver = messages > calls.runs.turnOf(slot);
    if (messages > 0) {
      this.#reply.bytes = calls.bytesOf(slot, from, length);
      caller.answerRun!(this.#reply.copy, messages, isOver);
      this.finished += messages;
      calls.runs.sent(slot);
    }
    if (isOver) this.#slots.release(slot);
    if (isOver) this.#proceed(caller);
    else caller.flush();
    return isOver;
  }

  /** Sends a reply on that did not fit in the shared memory. */
  adopt(slot: number, reply: GivenReply, headers?: CallHeaders): void {
    this.#slots.setReplyHeaders(slot, headers);
    this.#reply.given = reply;
    this.finish(slot, this.#reply.adopt);
    this.#reply.given = undefined;
  }

  /** Closes the connection of a call that the worker could not read. */
  unreadable(slot: number, error: ProtocolError): void {
    this.#slots.callers[slot]?.abandon(error);
    this.finish(slot, () => {});
  }

  /** Answers a call with the reason for which it is not run, or not to its end. */
  refuse(slot: number, why: RefusalReason): void {
    this.#slots.callers[slot]!.refused(why);
    sendErrorCode(this.#slots.envelopes[slot], errorCodeOf(why.kind));
    this.instead(slot, () => why.reason, new ProtocolError("INVALID_DATA", why.reason));
  }

  /** Answers a call with an exception, or closes its connection when not even that can be made of it. */
  instead(slot: number, reason: (method: string) => string, unreadable: ProtocolError): void {
    const write = exceptionReply(
      this.#slots.messageOf(slot),
      applicationExceptionType.INTERNAL_ERROR,
      reason,
    );
    if (write === undefined) this.unreadable(slot, unreadable);
    else this.finish(slot, write);
  }

  /** Answers a call that is alone in its slot, or of a run that which was begun last. */
  finish(slot: number, write: WriteReply): void {
    const caller = this.#slots.callers[slot];
    if (caller === undefined) {
      this.#slots.reclaim(slot);
      return;
    }
    caller.answer(write, this.#slots.envelopes[slot]);
    caller.flush();
    this.finished++;
    this.#slots.release(slot);
    this.#waiting.proceed();
    caller.proceed();
  }

  #proceed(caller: Caller): void {
    caller.flush();
    this.#waiting.proceed(); // those who waited come before the next call of this caller
    caller.proceed();
  }
}
