// Connects to a server, to call the functions of a service.
import type { ProtocolName } from "../protocol/names.ts";
import { requireSupportedVersion } from "../runtime/supported.ts";
import type { ResolvedService } from "../schema/service.ts";
import { createTransport } from "../transport/create_transport.ts";
import type { MessageLimits, Transport } from "../transport/transport.ts";
import { zlibLayer } from "../transport/zlib/load.ts";
import { Client } from "./connection.ts";
import { type ClientTransport, type ConnectOptions, connectOptions } from "./options.ts";
import { readService } from "./service.ts";
import { connectSocket } from "./socket.ts";

export type { Client } from "./connection.ts";
export type { ConnectOptions } from "./options.ts";

/**
 * Connects to a server.
 *
 * @param service the .thrift file, as a URL or path, `FILE#Service` when it defines several; or the service.
 * @param options the protocol is `binary` and the transport `framed` unless they say otherwise.
 * @throws {OptionsError} when an option is none or has a value that cannot be.
 * @throws {IdlError} when the IDL has errors; the system's error when there is no connection; that of
 * TLS when the server's certificate cannot be trusted.
 *
 * @example
 * ```ts
 * import { connect } from "thriftserve";
 *
 * const calculator = await connect("examples/calculator/calculator.thrift", { port: 9090 });
 * console.log(await calculator.call("add", 1, 2));
 * calculator.close();
 * ```
 *
 * With TLS, and a certificate of its own: `{ tls: { ca: "ca.crt", cert: "client.crt", key: "client.key" } }`;
 * `{ tls: true }` trusts the authorities that the runtime trusts.
 */
export async function connect(
  service: ResolvedService | URL | string,
  options: ConnectOptions = {},
): Promise<Client> {
  requireSupportedVersion();
  const checked = connectOptions(options);
  const { protocol, transport, multiplexed } = checked;
  const resolved = readService(service);
  const spoken = await transportFor(protocol, transport);
  const socket = await connectSocket(checked);
  const prefix = multiplexed === true ? resolved.name : multiplexed || undefined;
  return new Client(socket, resolved, { protocol, transport }, spoken, prefix);
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
