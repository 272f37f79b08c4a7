// The envelope of a message that is carried whole, around the one that it has in its own dialect.
import { type CallHeaders, type Envelope, emptyHeaders } from "../envelope.ts";

/** Its headers are those beside the message, and the message's own where these do not name them. */
export class CarriedEnvelope implements Envelope {
  readonly headers: CallHeaders;
  replyHeaders: Record<string, string> | undefined;
  deadline: Envelope["deadline"];
  readonly inner: Envelope | undefined;

  constructor(headers: CallHeaders, inner: Envelope | undefined) {
    this.headers = inner === undefined ? headers : Object.assign(emptyHeaders(), inner.headers, headers);
    this.inner = inner;
  }
}

/** The message's own envelope. */
export function innerOf(envelope: Envelope | undefined): Envelope | undefined {
  return envelope instanceof CarriedEnvelope ? envelope.inner : undefined;
}
