// Tells what became of a stored call, and when it is tried again.
import { errorCodes } from "../../../processor/error_code.ts";
import { readReport } from "../../../processor/reported.ts";
import { applicationExceptionType } from "../../../protocol/application_exception.ts";
import { exceptionText } from "../../../protocol/messages/exception_text.ts";
import type { ProtocolName } from "../../../protocol/names.ts";
import { replyOutcome } from "../../../protocol/reply_outcome.ts";
import type { Exchange } from "../exchange.ts";

/** The end of one attempt. */
export type Ending =
  | { readonly kind: "done" }
  /** It has not begun, as there was no room: it is offered again here. */
  | { readonly kind: "unbegun" }
  /** It may be run once more; the others of its kind have no use for that. */
  | { readonly kind: "failed" | "useless"; readonly error: string; readonly reason: string };

/** @param reply of the exchange. */
export function endingOf(
  { carried, wasCut }: Pick<Exchange, "carried" | "wasCut">,
  reply: Uint8Array | undefined,
  protocol: ProtocolName,
): Ending {
  if (carried.unreadable !== undefined) return { kind: "useless", error: "", reason: carried.unreadable };
  if (reply === undefined || reply.length === 0)
    return wasCut ? { kind: "failed", error: "", reason: whyCut } : { kind: "done" };
  const message = { bytes: reply, start: 0, end: reply.length, protocol };
  const outcome = replyOutcome(message);
  // A function that has replies was called as a oneway one: they go nowhere, an exception that it declares neither.
  if (outcome.kind === "reply") return { kind: "done" };
  if (unbegun.has(carried.replyHeaders?.ex ?? "")) return { kind: "unbegun" };
  const isUseless = outcome.type === applicationExceptionType.PROTOCOL_ERROR;
  return { kind: isUseless ? "useless" : "failed", ...readReport(exceptionText(message)) };
}

/** Milliseconds before a call is tried again. @param deliveries so far, 1 at least. @param chance from 0 to 1. */
export function pauseAfter(deliveries: number, chance = Math.random()): number {
  return Math.min(longestPause, shortestPause * 4 ** Math.min(deliveries - 1, 10)) * (1 - chance / 4);
}

const unbegun: ReadonlySet<string> = new Set([
  errorCodes.overloaded,
  errorCodes.queueOverloaded,
  errorCodes.throttled,
  errorCodes.queueTimeout,
]);
const whyCut = "the server or the worker that ran it has ended";
/** Milliseconds. */
const shortestPause = 500;
const longestPause = 60_000;
