// The codes that fbthrift's servers send with a refusal, in the header `ex`: its clients tell by them what to do.
import { type Envelope, emptyHeaders } from "../transport/envelope.ts";

/** By what they stand for. */
export const errorCodes = {
  overloaded: "1",
  /** The call's time is over. */
  expired: "2",
  queueOverloaded: "5",
  throttled: "13",
  queueTimeout: "15",
} as const;

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[keyof typeof errorCodes];

/** Sends the code along with the reply, where that has headers. */
export function sendErrorCode(envelope: Envelope | undefined, code: ErrorCode): void {
  if (envelope === undefined) return;
  envelope.replyHeaders ??= emptyHeaders();
  envelope.replyHeaders.ex = code;
}
