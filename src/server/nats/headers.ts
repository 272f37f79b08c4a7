// The headers of a message of NATS as its call has them.
import type { MsgHdrs } from "../../nats/connection.ts";
import { isOwnHeader } from "../../nats/convention.ts";
import { emptyHeaders } from "../../transport/envelope.ts";

/** A call's headers, without the convention's own. */
export function headersOf(headers: MsgHdrs): Record<string, string> {
  const own = emptyHeaders();
  for (const [name, values] of headers) {
    const lower = name.toLowerCase();
    if (!isOwnHeader(lower)) own[lower] = values.join(", ");
  }
  return own;
}
