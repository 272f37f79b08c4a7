// What a connection speaks: a transport and the protocol in it.
import type { ProtocolName } from "../protocol/names.ts";
import { BufferedTransport } from "./buffered.ts";
import { FramedTransport } from "./framed.ts";
import type { TransportName } from "./names.ts";
import { binaryGrammar } from "./scan_binary.ts";
import { compactGrammar } from "./scan_compact.ts";
import { JsonScanner } from "./scan_json.ts";
import { Scanner } from "./scanner.ts";
import type { SizeLimits, Transport } from "./transport.ts";

/** A transport that carries nothing but messages, and the protocol of all of them. */
export interface Dialect {
  readonly protocol: ProtocolName;
  readonly transport: "buffered" | "framed";
}

/** What a connection may speak: each named, or told from its bytes. */
export interface DialectOptions {
  readonly protocol: ProtocolName | "auto";
  readonly transport: TransportName | "auto";
}

/** Makes the transport for a dialect. */
export function createTransport({ protocol, transport }: Dialect, limits: SizeLimits): Transport {
  if (transport === "framed") return new FramedTransport(protocol, limits);
  if (protocol === "json") return new BufferedTransport(protocol, new JsonScanner(limits.maxMessageSize));
  const grammar = protocol === "binary" ? binaryGrammar : compactGrammar;
  return new BufferedTransport(protocol, new Scanner(grammar, limits.maxMessageSize));
}
