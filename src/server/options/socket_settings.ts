// The options that say where a server listens, and with what TLS: checked, with every default filled in.
import type { Filled } from "../../options/check.ts";
import { OptionsError } from "../../options/error.ts";
import { type ListenAddress, listenAddressText } from "./listening/address.ts";
import { listenAddressesOf } from "./listening/kind.ts";
import { refuseSenselessPlaceTls, tlsOf } from "./listening/place_tls.ts";
import { type Place, placesAt } from "./listening/places.ts";
import type { ServeOptions } from "./options.ts";
import type { serveRows } from "./rows.ts";
import { refuseSenselessTls } from "./tls_rows.ts";

/** The addresses to listen on. Plain data. */
export interface SocketSettings {
  /** None for a server that takes calls from NATS alone. */
  readonly places: readonly Place[];
}

/**
 * @param options checked, with the defaults.
 * @param given without them.
 * @throws {OptionsError} when two of the addresses are one.
 */
export function socketSettings(options: Filled<typeof serveRows>, given: ServeOptions): SocketSettings {
  const addresses = listensNowhere(given) ? [] : addressesOf(options);
  const places = placesAt(addresses, given.backlog, (ways) => tlsOf(ways, options));
  const share = (place: Place): Place => (place.kind === "tcp" ? { ...place, reusePort: true } : place);
  return { places: options.reusePort ? places.map(share) : places };
}

/** Whether it takes calls from NATS, and nothing is said of where to listen besides. */
function listensNowhere({ nats, listen, host, port, unix, listenFd }: ServeOptions): boolean {
  return nats !== undefined && [listen, host, port, unix, listenFd].every((one) => one === undefined);
}

function addressesOf({
  listen,
  host,
  port,
  unix,
  unixMode,
  listenFd,
}: Filled<typeof serveRows>): ListenAddress[] {
  if (listen !== undefined) return listenAddressesOf(listen);
  if (listenFd !== undefined) return [{ kind: "descriptor", descriptor: listenFd }];
  if (unix !== undefined) return [{ kind: "unix", path: unix, mode: unixMode }];
  const withoutBrackets = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
  return [{ kind: "tcp", host: withoutBrackets, port }];
}

/**
 * An option that would do nothing, or undo another, is a misunderstanding: better said than ignored.
 * @param options what was given, without the defaults.
 * @throws {OptionsError} when an option has no use beside the others.
 */
export function refuseSenseless(options: ServeOptions): void {
  const { listen, unix, listenFd } = options;
  const abstract = unix?.startsWith("@") ?? false;
  if (abstract && process.platform !== "linux") {
    throw new OptionsError("unix", `is ${unix}: only Linux has abstract names; a file is named ./${unix}`);
  }
  for (const option of ["host", "port", "unix", "unixMode", "listenFd"] as const) {
    if (listen === undefined || options[option] === undefined) continue;
    throw new OptionsError(
      option,
      (named) =>
        `cannot be combined with ${named("listen")}, which says it for each address: ${inListen[option]}`,
    );
  }
  for (const option of ["host", "port", "unix"] as const) {
    if (listenFd === undefined || options[option] === undefined) continue;
    throw new OptionsError(option, (named) => `cannot be combined with ${named("listenFd", listenFd)}`);
  }
  for (const option of ["host", "port"] as const) {
    if (unix === undefined || options[option] === undefined) continue;
    throw new OptionsError(
      option,
      (named) => `is for TCP; the server is to listen on a Unix socket: ${named("unix", unix)}`,
    );
  }
  if (options.unixMode !== undefined) {
    if (unix === undefined) throw new OptionsError("unixMode", "is for a Unix socket; expected its path too");
    if (abstract) throw new OptionsError("unixMode", `is for a file; the abstract name ${unix} is none`);
  }
  for (const option of ["tlsCert", "reusePort", "backlog", "proxyProtocol", "allowOrigin"] as const) {
    if (!listensNowhere(options) || !(options[option] ?? false)) continue;
    throw new OptionsError(
      option,
      (named) =>
        `is for connections, and with ${named("nats")} alone there are none; expected ${named("port")} too`,
    );
  }
  const addresses = listenAddressesOf(listen ?? []);
  if (options.reusePort) {
    const hasTcp =
      listen === undefined
        ? unix === undefined && listenFd === undefined
        : addresses.some(({ kind }) => kind === "tcp");
    if (!hasTcp) throw new OptionsError("reusePort", "is for TCP; the server is to listen on none");
    if (process.platform !== "linux")
      throw new OptionsError("reusePort", `is for Linux; ${process.platform} does not divide connections`);
  }
  refuseSenselessTls(
    options,
    addresses.some(({ ways }) => ways?.cert !== undefined),
  );
  refuseSenselessPlaceTls(addresses, options);
  refuseSenselessDialects(addresses, options);
}

function refuseSenselessDialects(addresses: readonly ListenAddress[], options: ServeOptions): void {
  for (const { ways, ...address } of addresses) {
    const text = listenAddressText(address);
    const { protocol, transport } = { ...options, ...ways };
    if (ways !== undefined && protocol === "json" && transport === "header") {
      throw new OptionsError("listen", `has ${text} with json over header, which holds binary or compact`);
    }
  }
}

const inListen = {
  host: "tcp://HOST:PORT",
  port: "tcp://HOST:PORT",
  unix: "unix:PATH",
  unixMode: "unix:PATH?mode=0660",
  listenFd: "fd://NUMBER",
};
