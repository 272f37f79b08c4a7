// Reads a message that a stream has kept: it is a oneway call, or of no use.

import { messageType, readSentHead } from "../../../protocol/message.ts";
import { asCall } from "../../../protocol/messages/as_call.ts";
import type { ProtocolName } from "../../../protocol/names.ts";
import { Output } from "../../../protocol/output.ts";
import { type ResolvedService, wireNames } from "../../../schema/service.ts";
import { CarriedTransport } from "../../../transport/carried/transport.ts";
import { deadlineHeaderNames } from "../../../transport/deadline.ts";
import { type CallHeaders, emptyHeaders } from "../../../transport/envelope.ts";
import { textOf } from "../../../words/thrown.ts";
import type { ConnectionSettings } from "../../connections/ways.ts";

/** A oneway call, as a member runs it. */
export interface OnewayCall {
  /** The bare message, with the type of a call: whoever fails to run it answers. */
  readonly message: Uint8Array;
  readonly protocol: ProtocolName;
  /** Those beside the message, and its own. */
  readonly headers: Record<string, string>;
}

/** Reads it; of what is no oneway call the reason. */
export async function readOneway(
  payload: Uint8Array,
  headers: CallHeaders,
  { dialect, limits }: Pick<ConnectionSettings, "dialect" | "limits">,
  service: ResolvedService,
): Promise<OnewayCall | string> {
  try {
    const transport = new CarriedTransport({ headers }, dialect, limits);
    const output = new Output(undefined, limits);
    transport.push(payload);
    while (!transport.next(output)) await transport.blockedUntil; // what it is packed in is being loaded
    const { refusal, envelope } = transport;
    if (refusal !== undefined) return refusal.message;
    const { bytes, start, end, protocol } = transport;
    const message = { bytes, start, end, protocol };
    const head = readSentHead(message);
    if (head === undefined) return "the message's beginning cannot be read";
    const isOneway = head.type === messageType.oneway;
    if (!isOneway && head.type !== messageType.call)
      return `it has the type ${head.type}, which is no call's`;
    if (!isOneway && !isKnownOneway(service, head.name))
      return `${head.name} is no oneway call: its caller expects a reply, and nobody waits for one here`;
    const own = emptyHeaders();
    // Times count from when a call is sent; a stored one may be run whenever that is possible.
    for (const [name, value] of Object.entries(envelope?.headers ?? headers))
      if (!deadlineHeaderNames.has(name.toLowerCase())) own[name] = value;
    return { message: asCall(message, head), protocol, headers: own };
  } catch (error) {
    return textOf(error);
  }
}

function isKnownOneway(service: ResolvedService, name: string): boolean {
  const index = wireNames(service).get(name);
  return index !== undefined && service.functions[index]!.oneway;
}
