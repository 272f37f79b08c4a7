// Makes the transports that carry messages as they are.
import { BufferedTransport } from "./buffered.ts";
import type { Dialect } from "./dialect.ts";
import { FramedTransport } from "./framed.ts";
import { HeaderTransport } from "./header/transport.ts";
import { createScanner } from "./scan/create_scanner.ts";
import type { MessageLimits, Transport } from "./transport.ts";

/** Makes the transport for a dialect. */
export function createTransport({ protocol, transport }: Dialect, limits: MessageLimits): Transport {
  if (transport === "framed") return new FramedTransport(protocol, limits);
  if (transport === "header") return new HeaderTransport(protocol, limits);
  return new BufferedTransport(protocol, createScanner(protocol, limits.maxMessageSize));
}
