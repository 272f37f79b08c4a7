// The form of each message of a THeader connection, in which its reply goes back.
import type { ProtocolName } from "../../protocol/names.ts";
import { type CallHeaders, type Envelope, emptyHeaders } from "../envelope.ts";

/** The forms that clients of Apache's header servers may send each of their messages in. */
export type HeaderForm = "header" | "framed" | "buffered";

export class HeaderEnvelope implements Envelope {
  readonly form: HeaderForm;
  readonly protocol: ProtocolName;
  readonly headers: CallHeaders;
  replyHeaders: Record<string, string> | undefined;
  /** Repeated in the reply's frame, as are the flags. */
  readonly sequenceNumber: number;
  readonly flags: number;

  constructor(
    form: HeaderForm,
    protocol: ProtocolName,
    headers: CallHeaders = emptyHeaders(),
    sequenceNumber = 0,
    flags = 0,
  ) {
    this.form = form;
    this.protocol = protocol;
    this.headers = headers;
    this.sequenceNumber = sequenceNumber;
    this.flags = flags;
  }
}
