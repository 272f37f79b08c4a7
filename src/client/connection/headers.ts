// The headers of a call, where its transport carries some.
import type { ProtocolName } from "../../protocol/names.ts";
import type { CallHeaders } from "../../transport/envelope.ts";
import { HeaderEnvelope } from "../../transport/header/envelope.ts";

/** The envelope that a THeader transport writes around a call of this client. */
export function ownEnvelope(
  protocol: ProtocolName,
  headers: CallHeaders,
  sequenceId: number,
): HeaderEnvelope {
  const envelope = new HeaderEnvelope("header", protocol, undefined, sequenceId);
  envelope.replyHeaders = headers;
  return envelope;
}
