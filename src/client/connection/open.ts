// Connects to a server by its address, in the way that the address says.

import type { ProtocolName } from "../../protocol/names.ts";
import { createTransport } from "../../transport/create_transport.ts";
import type { TransportName } from "../../transport/names.ts";
import type { MessageLimits, Transport } from "../../transport/transport.ts";
import { zlibLayer } from "../../transport/zlib/load.ts";
import { type Address, addressText } from "../address/address.ts";
import type { Compiled } from "../compiled.ts";
import { type ClientTlsOptions, connectSocket } from "../socket.ts";
import type { Channel, ChannelOwner, Wire } from "./channel.ts";
import { Connection } from "./connection.ts";
import { HttpChannel } from "./http_channel.ts";
import { socketWire } from "./socket_wire.ts";
import { webSocketWire } from "./web_socket_wire.ts";

/** The settings that all connections of a client are opened with. */
export interface OpenSettings {
  readonly protocol: ProtocolName;
  /** Undefined: framed on a socket, bare messages over WebSocket. */
  readonly transport: ClientTransport | undefined;
  readonly tls: boolean | ClientTlsOptions;
  /** Seconds that connecting may take; 0: as long as the system says. */
  readonly connectTimeout: number;
  /** Seconds. */
  readonly keepAlive: number;
}

/** A transport that the client speaks. */
export type ClientTransport = Extract<TransportName, "framed" | "buffered" | "header"> | "zlib";

/** Connects to a server. Nothing is asked of one of HTTP. */
export async function openChannel(
  address: Address,
  settings: OpenSettings,
  { codec }: Compiled,
  owner: ChannelOwner,
): Promise<Channel> {
  const { protocol, tls, connectTimeout, keepAlive } = settings;
  const { scheme } = address;
  const text = addressText(address);
  const name = settings.transport ?? (scheme === "ws" || scheme === "wss" ? "buffered" : "framed");
  const parts = { address: text, protocol, codec, spoken: `${protocol} ${name}`, owner };
  switch (scheme) {
    case "http":
    case "https":
      return new HttpChannel({ ...parts, spoken: `${protocol} over HTTP` });
    case "ws":
    case "wss": {
      const transport = await transportFor(protocol, name);
      return new Connection(await webSocketWire(address.url, connectTimeout * 1000), { ...parts, transport });
    }
    default: {
      const transport = await transportFor(protocol, name);
      const where = scheme === "unix" ? { unix: address.path } : { host: address.host, port: address.port };
      const secured = scheme === "tls" && tls === false ? true : tls;
      const socket = await connectSocket({ ...where, tls: secured }, connectTimeout);
      return new Connection(socketWire(socket, scheme === "unix" ? 0 : keepAlive), { ...parts, transport });
    }
  }
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

/** A client trusts the server that it has connected to. */
const noLimits: MessageLimits = {
  maxFrameSize: 0x7fffffff,
  maxMessageSize: 0x7fffffff,
  maxHeaderSize: 0x7fffffff,
};
