// Connects to servers of HTTP and WebSocket, with nothing but what browsers have.
import type { ProtocolName } from "../../protocol/names.ts";
import type { Transport } from "../../transport/transport.ts";
import type { WebAddress } from "../address/address.ts";
import type { Compiled } from "../compiled.ts";
import type { Channel, ChannelOwner } from "./channel.ts";
import { Connection } from "./connection.ts";
import { HttpChannel } from "./http_channel.ts";
import type { ClientTransport, OpenSettings } from "./settings.ts";
import { webSocketWire } from "./web_socket_wire.ts";

/**
 * Connects to a server. Nothing is asked of one of HTTP.
 * @param transportFor makes the transport of a connection; over WebSocket it is `buffered` unless the settings say otherwise.
 */
export async function openWebChannel(
  { scheme, url }: WebAddress,
  { protocol, transport: name = "buffered", connectTimeout }: OpenSettings,
  { codec }: Compiled,
  owner: ChannelOwner,
  transportFor: (protocol: ProtocolName, transport: ClientTransport) => Transport | Promise<Transport>,
): Promise<Channel> {
  const parts = { address: url, protocol, codec, owner };
  if (scheme === "http" || scheme === "https")
    return new HttpChannel({ ...parts, spoken: `${protocol} over HTTP` });
  const transport = await transportFor(protocol, name);
  const wire = await webSocketWire(url, connectTimeout * 1000);
  return new Connection(wire, { ...parts, spoken: `${protocol} ${name}`, transport });
}
