// A call to a group: as it is given, and while it is at work.
import type { MsgHdrs } from "../connection.ts";
import type { GroupFailure } from "./failure.ts";

/** A call, as whoever makes it describes it. It is told one outcome, once. */
export interface GroupCall {
  /** The function's name as the message has it. */
  readonly method: string;
  /** One Thrift message; nobody writes to it as long as the call lasts. */
  readonly message: Uint8Array;
  /** The time, by performance.now(), at which it is given up. */
  readonly endBy: number;
  /** The time until which a member has to have begun it; infinite: the same as `endBy`. */
  readonly startBy: number;
  /**
   * The headers to send; undefined: none but what {@link replyTerms} say.
   * @param left milliseconds. @throws when one cannot be sent.
   */
  headers(left: number): MsgHdrs | undefined;
  /** @param reply one message. */
  answered(reply: Uint8Array, headers: MsgHdrs | undefined): void;
  failed(why: GroupFailure): void;
}

/** A call that has not been answered. */
export interface CallAtWork {
  readonly call: GroupCall;
  readonly token: string;
  /** The reply subject that it was sent with last. */
  replyTo: string;
  readonly began: number;
  /** Whether a member may have it. */
  isSent: boolean;
  attempts: number;
  /** The reason why nobody has taken it, when it was sent last. */
  untaken?: "full" | "noMember";
  retry?: ReturnType<typeof setTimeout> | undefined;
  /** The time after which no reply is awaited, since whoever called has left. */
  awaitedUntil?: number;
}
