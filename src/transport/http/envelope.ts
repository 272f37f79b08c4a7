// The envelope of a call over HTTP.
import { isOneway } from "../../protocol/message.ts";
import { type CallHeaders, type Envelope, emptyHeaders } from "../envelope.ts";
import type { InnerTransport } from "../layer.ts";
import type { HttpHead } from "./head.ts";

/** A request's envelope: what its response needs to know. */
export class HttpEnvelope implements Envelope {
  readonly headers: CallHeaders;
  replyHeaders: Record<string, string> | undefined;
  readonly answered: boolean;
  readonly head: HttpHead;
  /** The transport inside the body, which found the message. */
  readonly inner: InnerTransport;
  readonly innerEnvelope: Envelope | undefined;
  innerMark = 0;

  constructor(head: HttpHead, inner: InnerTransport) {
    const { envelope } = inner.current;
    this.head = head;
    this.inner = inner;
    this.innerEnvelope = envelope;
    this.headers =
      envelope === undefined ? head.headers : Object.assign(emptyHeaders(), head.headers, envelope.headers);
    this.answered = isOneway(inner.current);
  }
}
