// The interface between callers, which have messages and send replies, and the executors that run their calls.
import type { CallerConnection } from "../../processor/context.ts";
import type { WriteReply } from "../../processor/processor.ts";
import type { ProtocolError } from "../../protocol/errors.ts";
import type { MessageBytes } from "../../protocol/message.ts";
import type { Output } from "../../protocol/output.ts";
import type { Socket } from "../../runtime/runtime.ts";
import type { Envelope } from "../../transport/envelope.ts";
import type { RefusalReason } from "../refusals.ts";

/** A message that was found: [start, end) of `bytes`, which are never written to again. */
export interface Message extends MessageBytes {
  /** The envelope that it came in, on transports that have them. */
  readonly envelope: Envelope | undefined;
  /** The time, by performance.now(), since when it waits for a worker, where that matters; 0: not known. */
  waitingSince?: number;
  /** Messages that lie whole behind it, and may be run with it, one after the other; each behind its frame's length. */
  readonly following?: number;
  /** Index into `bytes` behind the last of them. */
  readonly followingEnd?: number;
}

/** Milliseconds that a message has waited for a worker, where that matters. */
export function waitedBy({ waitingSince = 0 }: Message): number {
  return waitingSince > 0 ? performance.now() - waitingSince : 0;
}

/** A client's connection, as executors see it: it has a message to be run, and is given the reply. */
export interface Caller extends CallerConnection {
  /** Its number among the callers of an executor. */
  readonly id: number;
  /** The message that is offered. It may be another one once {@link Executor.offer} has not returned `wait`. */
  readonly message: Message;
  /** Whether it has ended: its replies are not read. */
  readonly closed: boolean;
  /**
   * The output that its replies go to. Shared by all callers of the event loop: each leaves it as it was before its
   * turn.
   */
  readonly output: Output;
  /** Makes room in the output for what stands before a reply. @returns where that begins. */
  beginReply(envelope: Envelope | undefined): number;
  /** Completes what stands around the reply that was written since. */
  endReply(mark: number, envelope: Envelope | undefined): void;
  /** Takes the reply of a call that was `accepted`. {@link Caller.flush} is to follow before anybody else's turn. */
  answer(write: WriteReply, envelope: Envelope | undefined): void;
  /**
   * Takes the replies of messages that were run together, each in its frame.
   *
   * @param messages how many of those that were offered are answered; the first of them, or those behind it.
   * @param isOver whether none of the others is at work: they are to be offered again.
   */
  answerRun?(replies: WriteReply, messages: number, isOver: boolean): void;
  /** Lends it to whoever runs its calls, to be answered without the server; absent: it cannot be lent. */
  readonly lending?: Lending | undefined;
  /** Sends the replies that it has in the output. */
  flush(): void;
  /** Offers its next messages, beginning with one that had to wait. */
  proceed(): void;
  /** Counts a call that is answered with an exception instead of being run. */
  refused(why: RefusalReason): void;
  /** Gives the caller up, as what it sent is of no use: nothing that comes after it can be understood either. */
  abandon(error: ProtocolError): void;
}

/** The loan of a caller for the time of one call. */
export interface Lending {
  readonly isLent: boolean;
  /** Lends it for the message that is offered. @returns what {@link Socket.lend} does. */
  lend(): number;
  giveBack(): void;
  /**
   * Takes the place of {@link Caller.answer}: the reply was written, as far as so many bytes.
   * @param rest writes what is left of it to the output, as it goes out.
   */
  written(sent: number, rest: WriteReply | undefined): void;
}

/**
 * The lot of a message that was offered.
 *
 * - `done`: it was answered; the reply, if there is one, is in the caller's output.
 * - `accepted`: it is at work, or in the queue of those that will run it; {@link Caller.answer} will be called.
 * - `wait`: it cannot be taken now: there is no room, or its protocol's codec is being loaded. It is to be offered
 *   again when {@link Caller.proceed} is called.
 */
export type Outcome = "done" | "accepted" | "wait";

/** The runner of calls: this event loop, or threads beside it. */
export interface Executor {
  /** Whether calls can be run, now or after waiting. */
  readonly ready: boolean;
  /** The reason why not, where there is more to say than that there is no worker. */
  readonly unready?: string | undefined;
  /** Whether it answers each message with the same refusal: no other is to be made up where a connection ends. */
  readonly refusesAll?: boolean;
  /** Whether it takes the messages that follow one too, and has them run one after the other. */
  readonly takesRuns?: boolean;
  /** Takes the caller's message. @throws {ProtocolError} when it cannot be read. */
  offer(caller: Caller): Outcome;
  /**
   * Gives a caller its reply if that is there, and else as soon as it is. Absent: callers are never lent, and each reply comes at
   * once.
   */
  settle?(caller: Caller): void;
  /** The caller has ended: it waits no more. */
  forget(caller: Caller): void;
}
