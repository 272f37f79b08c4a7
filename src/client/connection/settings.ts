// The settings that all connections of a client are opened with.
import type { ProtocolName } from "../../protocol/names.ts";
import type { TransportName } from "../../transport/names.ts";
import type { MessageLimits } from "../../transport/transport.ts";
import type { ClientNatsOptions, ClientTlsOptions } from "../address/options.ts";

/** What a connection is opened with. */
export interface OpenSettings {
  readonly protocol: ProtocolName;
  /** Undefined: framed on a socket, bare messages over WebSocket. */
  readonly transport: ClientTransport | undefined;
  readonly tls: boolean | ClientTlsOptions;
  readonly nats?: ClientNatsOptions | undefined;
  /** Seconds that connecting may take; 0: as long as the system says. */
  readonly connectTimeout: number;
  /** Seconds. */
  readonly keepAlive: number;
}

/** A transport that the client speaks. */
export type ClientTransport = Extract<TransportName, "framed" | "buffered" | "header"> | "zlib";

/** A client trusts the server that it has connected to. */
export const noLimits: MessageLimits = {
  maxFrameSize: 0x7fffffff,
  maxMessageSize: 0x7fffffff,
  maxHeaderSize: 0x7fffffff,
};
