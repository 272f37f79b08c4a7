// Makes the transports that carry messages as they are.
import type { Dialect } from "./dialect.ts";
import { HeaderTransport } from "./header/transport.ts";
import { createPlainTransport } from "./plain_transport.ts";
import type { MessageLimits, Transport } from "./transport.ts";

/** Makes the transport for a dialect. */
export function createTransport({ protocol, transport }: Dialect, limits: MessageLimits): Transport {
  if (transport === "header") return new HeaderTransport(protocol, limits);
  return createPlainTransport(protocol, transport, limits);
}
