// Tells what a member's reply says: for the counts, and to pass nothing on that is no reply.
import { outcomes } from "../metrics/cells.ts";
import { applicationExceptionType } from "../protocol/application_exception.ts";
import type { MessageBytes } from "../protocol/message.ts";
import type { ProtocolName } from "../protocol/names.ts";
import { replyOutcome } from "../protocol/reply_outcome.ts";
import type { ServedFunction } from "../schema/service.ts";

/** One of {@link outcomes}; undefined: it does not begin as a message of its protocol does. */
export function outcomeOf(reply: MessageBytes, { throws }: ServedFunction): number | undefined {
  if (reply.end - reply.start < shortest || !begins[reply.protocol].includes(reply.bytes[reply.start]!))
    return undefined;
  const said = replyOutcome(reply);
  if (said.kind === "exception") return ofExceptions.get(said.type) ?? outcomes.internalError;
  const declared =
    said.field === undefined || said.field === 0 ? -1 : throws.findIndex(({ id }) => id === said.field);
  return declared < 0 ? outcomes.success : outcomes.declared + declared;
}

/** First bytes. The old form of binary begins with the length of a name, which is less than 16 MB. */
const begins: Readonly<Record<ProtocolName, readonly number[]>> = {
  binary: [0x80, 0],
  compact: [0x82],
  json: [0x5b],
};

/** Bytes that a reply has at least: a head and the end of its struct. */
const shortest = 5;

const ofExceptions: ReadonlyMap<number, number> = new Map([
  [applicationExceptionType.UNKNOWN, outcomes.unknown],
  [applicationExceptionType.PROTOCOL_ERROR, outcomes.protocolError],
]);
