// Stores oneway calls in a stream, and says so only when JetStream has.
import { randomUUID } from "node:crypto";
import type { CallHeaders } from "../../transport/envelope.ts";
import { textOf } from "../../words/thrown.ts";
import type { GroupHeaders } from "../calling/call_headers.ts";
import type { MsgHdrs, OpenNats } from "../connection.ts";
import { natsHeaders } from "../convention.ts";
import { callSubject, messageIdHeader } from "./convention.ts";
import type { JetStreamLibrary } from "./streams.ts";

/** A oneway call. */
export interface StoredCall {
  /** The function's name as the message has it. */
  readonly method: string;
  /** One Thrift message; nobody writes to it until it is stored. */
  readonly message: Uint8Array;
  /** The call's own; `nats-msg-id` is the id by which copies of it are told, where its caller has given it one. */
  readonly headers: CallHeaders | undefined;
  /** That id otherwise. Default: another for each call. */
  readonly id?: string;
}

/** A call that was not stored, or of which that is not known. */
export interface NotStored {
  readonly reason: string;
  /** Whether it certainly was not. */
  readonly isUnsent: boolean;
}

/** Stores calls by a connection. */
export async function openStore(
  nats: OpenNats,
  subject: string,
  headers: GroupHeaders,
): Promise<OnewayStore> {
  return new OnewayStore(nats, await import("@nats-io/jetstream"), subject, headers);
}

/** Stores the calls of one connection. */
export class OnewayStore {
  readonly #nats: OpenNats;
  readonly #subject: string;
  readonly #headers: GroupHeaders;
  readonly #client: ReturnType<JetStreamLibrary["jetstream"]>;
  readonly #library: JetStreamLibrary;

  constructor(nats: OpenNats, library: JetStreamLibrary, subject: string, headers: GroupHeaders) {
    this.#nats = nats;
    this.#library = library;
    this.#subject = subject;
    this.#headers = headers;
    this.#client = library.jetstream(nats.connection);
  }

  /**
   * Stores a call; what is not confirmed is sent again under the same id, which the stream keeps once.
   * @returns undefined when it is stored; it never rejects.
   */
  async store({ method, message, headers: own, id }: StoredCall): Promise<NotStored | undefined> {
    const most = this.#nats.connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
    if (message.length + roomForHeaders > most)
      return notSent(
        `too large for NATS: the message has ${message.length} bytes, and ${this.#nats.server} carries ${most} with the headers; max_payload in the configuration of nats-server allows more`,
      );
    const subject = callSubject(this.#subject, method);
    let headers: MsgHdrs;
    try {
      headers = this.#headers.of(own ?? none, 0)!;
      headers.delete(natsHeaders.accepts); // nobody answers
    } catch (error) {
      return notSent(`it cannot be sent over NATS: ${textOf(error)}`);
    }
    const options = { headers, msgID: ownId(own) ?? id ?? randomUUID(), timeout: confirmedWithin };
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#client.publish(subject, message, options);
        return undefined;
      } catch (error) {
        const { JetStreamApiError } = this.#library;
        if (error instanceof JetStreamApiError)
          return notSent(`the stream of ${subject} does not take it: ${error.message}`);
        if ((error as Error).name === "JetStreamNotEnabled")
          return notSent(`no stream: nothing on NATS keeps the oneway calls of ${this.#subject}`);
        const reason = `not confirmed: JetStream has not said that it has stored the call (${textOf(error)})`;
        if (attempt === attempts || this.#nats.connection.isClosed()) return { reason, isUnsent: false };
      }
    }
  }
}

/** The id that a caller has given its call, so that one that it makes again is stored once. */
function ownId(headers: CallHeaders | undefined): string | undefined {
  for (const name in headers) if (name.toLowerCase() === idHeader) return headers[name];
  return undefined;
}

function notSent(reason: string): NotStored {
  return { reason, isUnsent: true };
}

const idHeader = messageIdHeader.toLowerCase();
const none: CallHeaders = Object.freeze({});
/** Milliseconds. */
const confirmedWithin = 3000;
const attempts = 3;
/** Bytes of a message of NATS that are left to headers; more than a request has, as a call that is given up gets some more. */
const roomForHeaders = 2048;
