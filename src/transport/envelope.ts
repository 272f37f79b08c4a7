// The envelope of a message, on transports that carry more than its bytes.
import type { Deadline } from "./deadline.ts";

/** Names and values that travel beside a call or its reply. */
export type CallHeaders = Readonly<Record<string, string>>;

/**
 * One message's envelope: its reply goes back in it. Transports that carry nothing beside the bytes have
 * none, so that nothing is allocated for their calls; others extend this with what they have to remember.
 */
export interface Envelope {
  /** The headers that the client sent. Without a prototype: any name may be looked up. */
  readonly headers: CallHeaders;
  /** The headers of the reply; made when the first is set. */
  replyHeaders: Record<string, string> | undefined;
  /** The time that the client gives the call, where its headers say so; set when the message is found. */
  deadline?: Deadline | undefined;
  /** Whether the client has been answered already: what is in the output goes out before the call is run. */
  readonly answered?: boolean;
}

/** Headers that any name can be given to, `__proto__` too. */
export function emptyHeaders(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}
