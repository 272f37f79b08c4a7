// The headers of calls as they are sent to a group: the call's own, and how long its caller waits.
import { deadlineHeaderNames } from "../../transport/deadline.ts";
import type { CallHeaders } from "../../transport/envelope.ts";
import { ofHttpMessage } from "../../transport/reply_header.ts";
import type { MsgHdrs, NatsClient } from "../connection.ts";
import { isOwnHeader, natsHeaders, natsStatus } from "../convention.ts";

/** Makes the headers of calls. */
export class GroupHeaders {
  readonly #client: NatsClient;

  constructor(client: NatsClient) {
    this.#client = client;
  }

  /**
   * @param own the call's; absent: it has none.
   * @param left milliseconds that its caller waits; 0: that is not said.
   * @param queue milliseconds within which it has to be begun; absent: that is not said.
   * @returns undefined where the call has none of its own: the reply subject says how long its caller waits.
   * @throws when one of its own cannot be sent over NATS.
   */
  of(own: CallHeaders | undefined, left: number, queue?: number): MsgHdrs | undefined {
    if (own === undefined && queue === undefined) return undefined;
    const headers = this.#client.headers();
    headers.append(natsHeaders.accepts, natsStatus.full);
    if (left > 0 && Number.isFinite(left)) headers.append("client_timeout", wholeOf(left));
    for (const name in own) {
      const known = name.toLowerCase();
      if (!isOwnHeader(known) && !deadlineHeaderNames.has(known) && !ofHttp.has(known))
        headers.append(known, own[name]!);
    }
    if (queue !== undefined) headers.append("queue_timeout", wholeOf(queue));
    return headers;
  }
}

function wholeOf(milliseconds: number): string {
  return String(Math.max(1, Math.ceil(milliseconds)));
}

/** Headers of a request over HTTP that are about the request and its connection rather than about the call. */
const ofHttp: ReadonlySet<string> = new Set([
  ...["accept", "accept-encoding", "expect", "host"],
  ...ofHttpMessage,
]);
