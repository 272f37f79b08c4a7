// Refuses calls before they are run. Kept apart from the replies without a service: every worker loads it.
import { applicationExceptionType } from "../../processor/application_exception.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { RefusalReason } from "../refusals.ts";
import type { Caller } from "./executor.ts";

/**
 * Answers a caller's message with the reason for which it is not run, and counts the refusal.
 * @throws {ProtocolError} with the reason, when not even the message's beginning can be read.
 */
export function turnAway(caller: Caller, { kind, reason }: RefusalReason): void {
  const error = new ProtocolError("INVALID_DATA", reason);
  caller.refuse(kind, applicationExceptionType.INTERNAL_ERROR, error);
}
