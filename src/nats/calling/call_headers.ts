// The headers of calls as they are sent to a group: the call's own, and how long its caller waits.
import { deadlineHeaderNames } from "../../transport/deadline.ts";
import type { CallHeaders } from "../../transport/envelope.ts";
import { ofHttpMessage } from "../../transport/reply_header.ts";
import type { MsgHdrs, NatsClient } from "../connection.ts";
import { isOwnHeader, natsHeaders, natsStatus } from "../convention.ts";

/** Makes the headers of calls. */
export class GroupHeaders {
  readonly #client: NatsClient;
  /** Those of the calls that have none of their own, and the milliseconds that they say. */
  #plain: MsgHdrs | undefined;
  #plainLeft = 0;

  constructor(client: NatsClient) {
    this.#client = client;
  }

  /**
   * @param own the call's; absent: it has none.
   * @param left milliseconds that its caller waits; 0: that is not said.
   * @param queue milliseconds within which it has to be begun; absent: that is not said.
   * @throws when one of its own cannot be sent over NATS.
   */
  of(own: CallHeaders | undefined, left: number, queue?: number): MsgHdrs {
    const whole = left === 0 ? 0 : Math.max(1, Math.ceil(left));
    if (own === undefined && queue === undefined) return this.#shared(whole);
    const headers = this.#basic(whole);
    for (const name in own) {
      const known = name.toLowerCase();
      if (!isOwnHeader(known) && !deadlineHeaderNames.has(known) && !ofHttp.has(known))
        headers.append(known, own[name]!);
    }
    if (queue !== undefined) headers.append("queue_timeout", String(Math.max(1, Math.ceil(queue))));
    return headers;
  }

  /** All calls without headers have the same milliseconds left when they are sent first: they are written once. */
  #shared(left: number): MsgHdrs {
    if (this.#plain !== undefined && this.#plainLeft === left) return this.#plain;
    const headers = this.#basic(left);
    const bytes = headers.encode();
    headers.encode = () => bytes;
    this.#plain = headers;
    this.#plainLeft = left;
    return headers;
  }

  #basic(left: number): Encoded {
    const headers = this.#client.headers() as Encoded;
    headers.append(natsHeaders.accepts, natsStatus.full);
    if (left > 0) headers.append("client_timeout", String(left));
    return headers;
  }
}

/** What NATS' client asks of headers when it sends them: its types leave it out. */
type Encoded = MsgHdrs & { encode(): Uint8Array };

/** Headers of a request over HTTP that are about the request and its connection rather than about the call. */
const ofHttp: ReadonlySet<string> = new Set([
  ...["accept", "accept-encoding", "expect", "host"],
  ...ofHttpMessage,
]);
