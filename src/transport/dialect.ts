// Dialects: a transport and the protocol in it.
import type { ProtocolName } from "../protocol/names.ts";
import { BufferedTransport } from "./buffered.ts";
import { FramedTransport } from "./framed.ts";
import { HeaderTransport } from "./header/transport.ts";
import type { TransportName } from "./names.ts";
import { binaryGrammar } from "./scan/binary.ts";
import { compactGrammar } from "./scan/compact.ts";
import { JsonScanner } from "./scan/json.ts";
import { Scanner } from "./scan/scanner.ts";
import type { MessageLimits, Transport } from "./transport.ts";

/** A transport that carries messages, and the protocol of all of them. */
export interface Dialect {
  readonly protocol: ProtocolName;
  readonly transport: "buffered" | "framed" | "header";
}

/** The dialects that a connection may speak: each named, or told from its bytes. */
export interface DialectOptions {
  readonly protocol: ProtocolName | "auto";
  readonly transport: TransportName | "auto";
  /** Whether the bytes come out of a layer: they are messages then, and not another layer. Default: false. */
  readonly unwrapped?: boolean;
}

/** Makes the transport for a dialect. */
export function createTransport({ protocol, transport }: Dialect, limits: MessageLimits): Transport {
  if (transport === "framed") return new FramedTransport(protocol, limits);
  if (transport === "header") return new HeaderTransport(protocol, limits);
  if (protocol === "json") return new BufferedTransport(protocol, new JsonScanner(limits.maxMessageSize));
  const grammar = protocol === "binary" ? binaryGrammar : compactGrammar;
  return new BufferedTransport(protocol, new Scanner(grammar, limits.maxMessageSize));
}
