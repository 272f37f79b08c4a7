// Makes the transports that browsers have use for: framed, and bare messages.
import type { ProtocolName } from "../protocol/names.ts";
import { BufferedTransport } from "./buffered.ts";
import { FramedTransport } from "./framed.ts";
import { binaryGrammar } from "./scan/binary.ts";
import { compactGrammar } from "./scan/compact.ts";
import { JsonScanner } from "./scan/json.ts";
import { Scanner } from "./scan/scanner.ts";
import type { MessageLimits, Transport } from "./transport.ts";

/** Makes a transport of messages that nothing but their length, or not even that, stands before. */
export function createPlainTransport(
  protocol: ProtocolName,
  transport: "framed" | "buffered",
  limits: MessageLimits,
): Transport {
  if (transport === "framed") return new FramedTransport(protocol, limits);
  if (protocol === "json") return new BufferedTransport(protocol, new JsonScanner(limits.maxMessageSize));
  const grammar = protocol === "binary" ? binaryGrammar : compactGrammar;
  return new BufferedTransport(protocol, new Scanner(grammar, limits.maxMessageSize));
}
