// Answers calls that are not run: the reply says why, in the words of a TApplicationException, whatever their service is.
import { type ErrorCode, errorCodes, sendErrorCode } from "../../processor/error_code.ts";
import type { WriteReply } from "../../processor/processor.ts";
import { applicationExceptionType, writeApplicationException } from "../../protocol/application_exception.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { type MessageBytes, messageType, readMessageHead } from "../../protocol/message.ts";
import type { RefusalKind, RefusalReason } from "../refusals.ts";
import type { Caller } from "./executor.ts";

/**
 * Answers a caller's message with the reason for which it is not run, and counts the refusal.
 * @throws {ProtocolError} with the reason, when not even the message's beginning can be read.
 */
export function turnAway(caller: Caller, why: RefusalReason): void {
  sendErrorCode(caller.message.envelope, errorCodeOf(why.kind));
  if (!answerWithException(caller, applicationExceptionType.INTERNAL_ERROR, why.reason)) {
    throw new ProtocolError("INVALID_DATA", why.reason);
  }
  caller.refused(why);
}

/** The code that fbthrift has for it. @param kind of calls that are not run, or not to their end. */
export function errorCodeOf(kind: RefusalKind): ErrorCode {
  if (kind === "maxQueuedCalls") return errorCodes.queueOverloaded;
  if (kind === "maxCallsPerPeer") return errorCodes.throttled;
  if (kind === "queueTimeout") return errorCodes.queueTimeout;
  return kind === "deadline" || kind === "callTimeout" ? errorCodes.expired : errorCodes.overloaded;
}

/**
 * Answers a caller's message with an exception, instead of having it run. A oneway message gets no answer.
 *
 * @param type one of applicationExceptionType.
 * @returns false when the message's beginning cannot be read.
 * @throws what writing does, with nothing of the reply left in the output.
 */
export function answerWithException(caller: Caller, type: number, reason: string): boolean {
  const { message, output } = caller;
  const write = exceptionReply(message, type, () => reason);
  if (write === undefined) return false;
  const before = output.position;
  try {
    const mark = caller.beginReply(message.envelope);
    write(output);
    caller.endReply(mark, message.envelope);
  } catch (error) {
    output.position = before; // others write there as well
    throw error;
  }
  return true;
}

/**
 * The same reply, for a message that need not be whole.
 *
 * @param reason given the method's name.
 * @returns undefined when the message's beginning cannot be read.
 */
export function exceptionReply(
  message: MessageBytes,
  type: number,
  reason: (method: string) => string,
): WriteReply | undefined {
  const head = readMessageHead(message);
  if (head === undefined) return undefined;
  return (output) => {
    if (head.type === messageType.oneway) return;
    writeApplicationException(output, message.protocol, head, type, reason(head.name));
  };
}
