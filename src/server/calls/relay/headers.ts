// The headers of calls and replies as they cross to a thread and back: JSON, as few calls have any.
import type { Deadline } from "../../../transport/deadline.ts";
import { type CallHeaders, type Envelope, emptyHeaders } from "../../../transport/envelope.ts";

/** The bytes of headers. */
export function headersToBytes(headers: CallHeaders): Uint8Array {
  return encoder.encode(JSON.stringify(headers));
}

/** Headers from their bytes, which may lie in shared memory. */
export function headersFromBytes(bytes: Uint8Array): Record<string, string> {
  const text = decoder.decode(new Uint8Array(bytes)); // a decoder does not take shared memory
  return Object.assign(emptyHeaders(), JSON.parse(text) as CallHeaders);
}

/** A call's envelope in the thread that runs it: the real one stays with the connection. */
export class RelayedEnvelope implements Envelope {
  readonly headers: CallHeaders;
  replyHeaders: Record<string, string> | undefined;
  readonly deadline: Deadline | undefined;

  constructor(headers: CallHeaders, deadline: Deadline | undefined) {
    this.headers = headers;
    this.deadline = deadline;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
