// The envelope of a call over WebSocket.
import { type CallHeaders, type Envelope, emptyHeaders } from "../envelope.ts";

/** A call's envelope: the headers are those of the request that opened the connection. */
export class WebSocketEnvelope implements Envelope {
  readonly headers: CallHeaders;
  /** They go nowhere: a message of WebSocket has none. */
  replyHeaders: Record<string, string> | undefined;
  /** Whether the call came as text, as JSON does from browsers: so does the reply. */
  readonly text: boolean;
  readonly innerEnvelope: Envelope | undefined;
  innerMark = 0;

  constructor(headers: CallHeaders, text: boolean, innerEnvelope: Envelope | undefined) {
    this.headers =
      innerEnvelope === undefined ? headers : Object.assign(emptyHeaders(), headers, innerEnvelope.headers);
    this.text = text;
    this.innerEnvelope = innerEnvelope;
  }
}
