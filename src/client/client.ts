// Connects to a server, to call the functions of a service.
import { requireSupportedVersion } from "../runtime/supported.ts";
import type { ResolvedService, TypedService } from "../schema/service.ts";
import type { ClientOf, IdlText } from "../typed/services.ts";
import { listeningAt, type ServerAddress } from "./address/listening.ts";
import type { Client } from "./caller.ts";
import { openChannel } from "./connection/open.ts";
import { type ConnectOptions, connectOptions } from "./options.ts";
import { readService } from "./service.ts";
import { clientOf } from "./through.ts";

export type { Client } from "./caller.ts";
export type { ConnectOptions } from "./options.ts";

/**
 * Connects to a server. What it resolves to has a method for each function of the service.
 *
 * @typeParam Calls the functions as TypeScript is to know them: `{ add(a: number, b: number): Promise<number> }`. A service
 * of generated code tells them itself.
 * @param service the .thrift file, as a URL or path, `FILE#Service` when it defines several; or the service; or the text of an
 * IDL, `idl(...)`.
 * @param where the server's address, `tcp://host:9090`, or several that are tried in this order; or that of a server of this
 * program, `server.address`; or the options.
 * @param options the protocol is `binary` and the transport `framed` unless they say otherwise.
 * @throws {OptionsError} when an option is none or has a value that cannot be.
 * @throws {IdlError} when the IDL has errors; the system's error when there is no connection; that of
 * TLS when the server's certificate cannot be trusted; an AggregateError when none of several servers can be connected to.
 *
 * @example
 * ```ts
 * import { connect } from "thriftserve";
 *
 * interface Calculator {
 *   add(a: number, b: number): Promise<number>;
 * }
 *
 * const calculator = await connect<Calculator>("examples/calculator/calculator.thrift", "tcp://127.0.0.1:9090");
 * console.log(await calculator.add(1, 2));
 * calculator.close();
 * ```
 *
 * With TLS, and a certificate of its own: `{ tls: { ca: "ca.crt", cert: "client.crt", key: "client.key" } }`;
 * `{ tls: true }` trusts the authorities that the runtime trusts.
 */
export async function connect<const Text extends IdlText>(
  service: Text,
  where?: ConnectOptions | ServerAddress | string | URL | readonly (string | URL)[],
  options?: ConnectOptions,
): Promise<Client & ClientOf<Text>>;
export async function connect<Calls extends object = object>(
  service: TypedService<object, Calls> | ResolvedService | URL | string,
  where?: ConnectOptions | ServerAddress | string | URL | readonly (string | URL)[],
  options?: ConnectOptions,
): Promise<Client & Calls>;
export async function connect<Calls extends object = object>(
  service: TypedService<object, Calls> | ResolvedService | URL | string,
  where: ConnectOptions | ServerAddress | string | URL | readonly (string | URL)[] = {},
  options: ConnectOptions = {},
): Promise<Client & Calls> {
  requireSupportedVersion();
  const isAddress = typeof where === "string" || where instanceof URL || Array.isArray(where);
  const given = isAddress
    ? { ...options, address: where as string }
    : listeningAt(where as ConnectOptions | ServerAddress, options);
  const connecting = connectOptions(given);
  const resolved = readService(service);
  const client = await clientOf(resolved, connecting, connecting.addresses, openChannel);
  return client as Client & Calls;
}
