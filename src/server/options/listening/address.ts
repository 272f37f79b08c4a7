// Reads an address to listen on: `tcp://0.0.0.0:9090`, `unix:/run/x.sock?mode=0660`, `unix:@name`, `fd://3`.
import { type Refuse, readHostAndPort, readSocketPath } from "../../../options/address_parts.ts";
import { permissions, standardAddress } from "../../../options/kinds.ts";
import { hostAndPort } from "../../../runtime/addresses.ts";
import { didYouMean } from "../../../words/nearest.ts";
import { readWays, type Ways, wayNames } from "./ways.ts";

/** An address to listen on. Plain data. */
export type ListenAddress = { readonly ways?: Ways } & (
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  /** `path` may be `@name`, an abstract name of Linux; without a mode the umask decides. */
  | { readonly kind: "unix"; readonly path: string; readonly mode?: number }
  /** A socket that listens already. */
  | { readonly kind: "descriptor"; readonly descriptor: number }
);

/** The words for what is expected. */
export const listenAddressExpected = "tcp://HOST:PORT, unix:PATH, unix:@NAME or fd://NUMBER";

/**
 * Reads one. The port is 9090 unless it is told, and 0 has the system choose one; a Unix socket's file may have a `mode`, its
 * permissions in octal. Each may have {@link Ways} of its own.
 * @param refuse is called with the reason when it is none, and throws.
 */
export function parseListenAddress(text: string, refuse: Refuse): ListenAddress {
  if (text === "" || /[\s\0]/.test(text)) return refuse("an address has no spaces");
  if (/^\d+$/.test(text)) return refuse(`write tcp://${standardAddress.host}:${text}`);
  if (/^(\.{0,2}\/|@)/.test(text)) return refuse(`write unix:${text} for a Unix socket`);
  if (/^fd:\d+$/i.test(text)) return refuse(`write fd://${text.slice(3)}`);
  const [, named, rest = ""] = /^([a-z][a-z\d+.-]*):(?!\d+$)(.*)$/i.exec(text) ?? [];
  const scheme = named?.toLowerCase();
  const { place, parameters } = split(named === undefined ? text : rest);
  refuseUnknown(parameters, scheme === "unix" ? ["mode", ...wayNames] : wayNames, refuse);
  const ways = readWays(parameters, refuse);
  const address = readPlace(scheme, place, parameters, refuse);
  return ways === undefined ? address : { ...address, ways };
}

function readPlace(
  scheme: string | undefined,
  place: string,
  parameters: URLSearchParams,
  refuse: Refuse,
): ListenAddress {
  switch (scheme) {
    case undefined:
      return tcp(place, refuse);
    case "tcp":
      return tcp(afterSlashes("tcp", place, refuse), refuse);
    case "unix":
      return unix(place, parameters.get("mode"), refuse);
    case "fd":
      return inherited(afterSlashes("fd", place, refuse), refuse);
    default:
      return refuse(`there is no scheme ${scheme}${meant(scheme)}`);
  }
}

/** Whether it is a name of Linux's, and no file. */
export function isAbstract(path: string): boolean {
  return path.startsWith("@");
}

/** An address as options name it, without what is told of it behind a `?`. */
export function listenAddressText(address: ListenAddress): string {
  if (address.kind === "tcp") return `tcp://${hostAndPort(address.host, address.port)}`;
  return address.kind === "unix" ? `unix:${address.path}` : `fd://${address.descriptor}`;
}

function split(text: string): { readonly place: string; readonly parameters: URLSearchParams } {
  const [place = ""] = text.split("?");
  const parameters = text.slice(place.length + 1).replaceAll("+", "%2B"); // a file's name may have one
  return { place, parameters: new URLSearchParams(parameters) };
}

function refuseUnknown(parameters: URLSearchParams, known: readonly string[], refuse: Refuse): void {
  for (const name of parameters.keys()) {
    if (parameters.getAll(name).length > 1) refuse(`${name} is given twice`);
    if (known.includes(name)) continue;
    const has = `there is no parameter ${name}`;
    if (name === "mode") refuse(`${has} but of a Unix socket's file`);
    const own = name.slice("tls-".length);
    if (name.startsWith("tls-") && known.includes(own)) refuse(`${has}: write ${own}`);
    if (name.startsWith("tls-")) refuse(`${has}: it is an option, for all addresses but those with tls=off`);
    refuse(`${has}, but ${known.join(", ")}${didYouMean(name, known)}`);
  }
}

function tcp(text: string, refuse: Refuse): ListenAddress {
  const authority = text.replace(/\/$/, "");
  if (/[/#@]/.test(authority)) return refuse("nothing stands before the host, and nothing behind the port");
  const { host, port } = readHostAndPort(authority, 0, listenAddressExpected, refuse);
  if (host === "") return refuse("the host is missing: 0.0.0.0 stands for all of IPv4, [::] of IPv6 too");
  return { kind: "tcp", host, port: port ?? standardAddress.port };
}

function unix(text: string, modeText: string | null, refuse: Refuse): ListenAddress {
  const path = readSocketPath(text, refuse);
  if (isAbstract(path) && process.platform !== "linux") {
    return refuse(`only Linux has abstract names; a file is named unix:./${path}`);
  }
  if (modeText === null) return { kind: "unix", path };
  if (isAbstract(path)) return refuse("mode is for a file; an abstract name is none");
  const mode = permissions.accept(permissions.read!(modeText, undefined));
  return mode === undefined
    ? refuse(`mode is ${modeText}; expected ${permissions.expected}`)
    : { kind: "unix", path, mode };
}

function inherited(text: string, refuse: Refuse): ListenAddress {
  const descriptor = Number(text);
  if (/^\d+$/.test(text) && descriptor >= 3 && descriptor <= 65_535) {
    return { kind: "descriptor", descriptor };
  }
  return refuse(`the descriptor is ${text === "" ? "missing" : text}; expected one from 3 to 65535`);
}

function afterSlashes(scheme: string, rest: string, refuse: Refuse): string {
  return rest.startsWith("//") ? rest.slice(2) : refuse(`write ${scheme}://${rest.replace(/^\//, "")}`);
}

function meant(scheme: string): string {
  if (/^(tls|ssl|tcps)$/.test(scheme))
    return "; TLS is an option, or told behind the address, ?cert=FILE&key=FILE: write tcp";
  const known: Readonly<Record<string, string>> = { thrift: "tcp", socket: "tcp", uds: "unix", file: "unix" };
  const other = Object.hasOwn(known, scheme) ? known[scheme] : undefined;
  return other === undefined ? didYouMean(scheme, ["tcp", "unix", "fd"]) : `; did you mean ${other}?`;
}
