// Makes the transports that carry messages as they are.
import { BufferedTransport } from "./buffered.ts";
import type { Dialect } from "./dialect.ts";
import { FramedTransport } from "./framed.ts";
import { HeaderTransport } from "./header/transport.ts";
import { binaryGrammar } from "./scan/binary.ts";
import { compactGrammar } from "./scan/compact.ts";
import { JsonScanner } from "./scan/json.ts";
import { Scanner } from "./scan/scanner.ts";
import type { MessageLimits, Transport } from "./transport.ts";

/** Makes the transport for a dialect. */
export function createTransport({ protocol, transport }: Dialect, limits: MessageLimits): Transport {
  if (transport === "framed") return new FramedTransport(protocol, limits);
  if (transport === "header") return new HeaderTransport(protocol, limits);
  if (protocol === "json") return new BufferedTransport(protocol, new JsonScanner(limits.maxMessageSize));
  const grammar = protocol === "binary" ? binaryGrammar : compactGrammar;
  return new BufferedTransport(protocol, new Scanner(grammar, limits.maxMessageSize));
}
