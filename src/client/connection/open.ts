// Connects to a server by its address, in the way that the address says.

import type { ProtocolName } from "../../protocol/names.ts";
import { createTransport } from "../../transport/create_transport.ts";
import type { Transport } from "../../transport/transport.ts";
import { zlibLayer } from "../../transport/zlib/load.ts";
import { type Address, addressText } from "../address/address.ts";
import type { Compiled } from "../compiled.ts";
import { connectSocket } from "../socket.ts";
import type { Channel, ChannelOwner, Wire } from "./channel.ts";
import { Connection } from "./connection.ts";
import { type ClientTransport, noLimits, type OpenSettings } from "./settings.ts";
import { socketWire } from "./socket_wire.ts";
import { openWebChannel } from "./web.ts";

/** Connects to a server. Nothing is asked of one of HTTP. */
export async function openChannel(
  address: Address,
  settings: OpenSettings,
  compiled: Compiled,
  owner: ChannelOwner,
): Promise<Channel> {
  if ("url" in address) return await openWebChannel(address, settings, compiled, owner, transportFor);
  if (address.scheme === "nats")
    return await (await import("./nats_channel.ts")).openNatsChannel(address, settings, compiled, owner);
  const { protocol, transport: name = "framed", tls, connectTimeout, keepAlive } = settings;
  const { scheme } = address;
  const transport = await transportFor(protocol, name);
  const where = scheme === "unix" ? { unix: address.path } : { host: address.host, port: address.port };
  const secured = scheme === "tls" && tls === false ? true : tls;
  const socket = await connectSocket({ ...where, tls: secured }, connectTimeout);
  return new Connection(socketWire(socket, scheme === "unix" ? 0 : keepAlive), {
    ...{ address: addressText(address), protocol, codec: compiled.codec, spoken: `${protocol} ${name}` },
    ...{ transport, owner },
  });
}

/** Makes a connection of a wire that is connected. */
export async function openThrough(
  wire: Wire,
  address: string,
  { protocol, transport: name = "framed" }: Pick<OpenSettings, "protocol" | "transport">,
  { codec }: Compiled,
  owner: ChannelOwner,
): Promise<Channel> {
  const transport = await transportFor(protocol, name);
  return new Connection(wire, { address, protocol, codec, spoken: `${protocol} ${name}`, transport, owner });
}

async function transportFor(protocol: ProtocolName, transport: ClientTransport): Promise<Transport> {
  if (transport !== "zlib") return createTransport({ protocol, transport }, noLimits);
  return await zlibLayer(createTransport({ protocol, transport: "buffered" }, noLimits));
}
