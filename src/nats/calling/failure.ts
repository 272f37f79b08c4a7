// The failures of calls that are sent to a group.

/** A call that has no reply. */
export interface GroupFailure {
  readonly kind: /** There is no member. */
    | "noMember"
    /** Every member that was asked was full. */
    | "full"
    /** It has taken longer than it may. */
    | "timeout"
    /** The server of NATS that it went through is gone, and with it the reply perhaps. */
    | "lost"
    /** There is no connection to NATS. */
    | "disconnected"
    /** The message, or what stands beside it, cannot be carried. */
    | "uncarried"
    /** The answer is no reply. */
    | "unreadable"
    /** Whoever has made it is about to end. */
    | "closed";
  /** In words, for whoever has made the call. */
  readonly message: string;
  /** Whether no member has begun it, so that it can be made again. */
  readonly isUnsent: boolean;
}

/** @param milliseconds that a call was given. */
export function secondsOf(milliseconds: number): string {
  return `${Math.round(milliseconds) / 1000} s`;
}
