// Keeps what cannot be run, or was run in vain: in a stream of its own, with the reason.
import { hostname } from "node:os";
import type { JsMsg } from "@nats-io/jetstream";
import type { OpenNats } from "../../../nats/connection.ts";
import type { NatsSettings } from "../../../nats/member.ts";
import { deadHeaders, deadSubject } from "../../../nats/streamed/convention.ts";
import type { OpenStreams } from "../../../nats/streamed/streams.ts";
import { headersIn } from "../../../nats/subscribe.ts";

/** The reason for which a call is given up. */
export interface GivenUp {
  /** The class of what was thrown; empty: nothing was. */
  readonly error: string;
  readonly reason: string;
}

/**
 * Stores a message among those that were given up, once: the stream tells copies by its place among the calls.
 * @throws when that is not confirmed; it stays among the calls.
 */
export async function storeDead(
  nats: OpenNats,
  streams: OpenStreams,
  { natsSubject, natsName = `thriftserve ${process.pid}` }: Pick<NatsSettings, "natsSubject" | "natsName">,
  message: JsMsg,
  { error, reason }: GivenUp,
): Promise<void> {
  const { stream, streamSequence, deliveryCount } = message.info;
  const headers = nats.client.headers();
  for (const [name, values] of headersIn(message).headers ?? [])
    if (!name.toLowerCase().startsWith("nats-")) for (const value of values) headers.append(name, value);
  const set = (name: string, value: string) => headers.set(name, shortened(value));
  set(deadHeaders.reason, reason);
  if (error !== "") set(deadHeaders.error, error);
  set(deadHeaders.deliveries, String(deliveryCount));
  set(deadHeaders.member, `${natsName} on ${hostname()}`);
  set(deadHeaders.stream, `${stream} ${streamSequence}`);
  const options = { headers, msgID: `${stream}.${streamSequence}`, timeout: confirmedWithin };
  await streams.client.publish(deadSubject(natsSubject, message.subject), message.data, options);
}

/** A line that fits beside any message that was stored by a gateway or a client. */
function shortened(text: string): string {
  const line = text.replace(/[^\x20-\x7e\u00a0-\uffff]+/g, " ");
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}

/** Characters. */
const longest = 400;
/** Milliseconds. */
const confirmedWithin = 5000;
