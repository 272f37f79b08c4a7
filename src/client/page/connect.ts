// Connects to a server from where there are no files and no sockets: a page of a browser.
import type { ResolvedService, TypedService } from "../../schema/service.ts";
import type { ClientOf, IdlText } from "../../typed/services.ts";
import type { Client } from "../caller.ts";
import { openWebChannel } from "../connection/web.ts";
import { clientOf } from "../through.ts";
import { type PageOptions, pageOptions, withoutCompiler } from "./options.ts";
import { readPageService } from "./service.ts";
import { pageTransport } from "./transport.ts";

/**
 * Connects to a server over HTTP or WebSocket. What it resolves to has a method for each function of the service.
 *
 * @typeParam Calls the functions as TypeScript is to know them, of a service that does not tell them itself.
 * @param service generated code's, or the text of an IDL, `idl(...)`: no files are read.
 * @param where the server's address, `https://host/path`, `wss://host/path`, or the path of one at the page's own origin, `/path`;
 * several of them, which are tried in this order; or the options.
 * @param options the protocol is `binary` unless they say otherwise.
 * @throws {OptionsError} when an option is none or has a value that cannot be, or a page's Content-Security-Policy does not
 * let the protocol's readers and writers be compiled.
 * @throws {IdlError} when the IDL has errors; an Error when there is no WebSocket; an AggregateError when none of several
 * servers can be connected to.
 */
export async function connect<const Text extends IdlText>(
  service: Text,
  where: PageOptions | string | URL | readonly (string | URL)[],
  options?: PageOptions,
): Promise<Client & ClientOf<Text>>;
export async function connect<Calls extends object = object>(
  service: TypedService<object, Calls> | ResolvedService | string,
  where: PageOptions | string | URL | readonly (string | URL)[],
  options?: PageOptions,
): Promise<Client & Calls>;
export async function connect<Calls extends object = object>(
  service: TypedService<object, Calls> | ResolvedService | string,
  where: PageOptions | string | URL | readonly (string | URL)[],
  options: PageOptions = {},
): Promise<Client & Calls> {
  const isAddress = typeof where === "string" || where instanceof URL || Array.isArray(where);
  const given = isAddress ? { ...options, address: where as string } : (where as PageOptions);
  const connecting = pageOptions(given);
  const resolved = await readPageService(service);
  try {
    const client = await clientOf(
      resolved,
      connecting,
      connecting.addresses,
      (address, settings, compiled, owner) =>
        openWebChannel(address, settings, compiled, owner, pageTransport),
    );
    return client as Client & Calls;
  } catch (error) {
    throw error instanceof EvalError ? withoutCompiler(connecting.protocol, error) : error;
  }
}
