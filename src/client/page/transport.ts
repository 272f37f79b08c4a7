// Makes the transports that a page may speak over WebSocket, without what only others need.
import type { ProtocolName } from "../../protocol/names.ts";
import { BufferedTransport } from "../../transport/buffered.ts";
import { FramedTransport } from "../../transport/framed.ts";
import { createScanner } from "../../transport/scan/create_scanner.ts";
import type { Transport } from "../../transport/transport.ts";
import { type ClientTransport, noLimits } from "../connection/settings.ts";

/** The options let through no others than framed and buffered. */
export function pageTransport(protocol: ProtocolName, transport: ClientTransport): Transport {
  if (transport === "framed") return new FramedTransport(protocol, noLimits);
  return new BufferedTransport(protocol, createScanner(protocol, noLimits.maxMessageSize));
}
