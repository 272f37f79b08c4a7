// Reads the addresses of servers from text: `tcp://host:9090`, `unix:/run/x.sock`, `https://host/path`.

import { standardPort as standardNatsPort } from "../../nats/address.ts";
import { type Refuse, readHostAndPort, readSocketPath } from "../../options/address_parts.ts";
import { OptionsError } from "../../options/error.ts";
import { standardAddress } from "../../options/kinds.ts";
import { shown, shownText } from "../../options/shown.ts";
import { hostAndPort } from "../../runtime/addresses.ts";
import { didYouMean } from "../../words/nearest.ts";

/** The place where a server is, and what connections to it are of. */
export type Address = SocketAddress | WebAddress | NatsAddress;

/** A server that is connected to by a socket. */
export type SocketAddress =
  | { readonly scheme: "tcp" | "tls"; readonly host: string; readonly port: number }
  /** `path` may be `@name`, an abstract name of Linux. */
  | { readonly scheme: "unix"; readonly path: string };

/** A server behind HTTP, with a request for each call, or WebSocket. */
export interface WebAddress {
  readonly scheme: "http" | "https" | "ws" | "wss";
  /** The whole of it. */
  readonly url: string;
}

/** A server of NATS, and the subject of the group that is called. */
export interface NatsAddress {
  readonly scheme: "nats";
  readonly host: string;
  readonly port: number;
  readonly subject: string;
  /** Oneway calls are kept by JetStream until a member has run them: `?jetstream` behind the subject. */
  readonly jetstream?: boolean;
}

/** The schemes of addresses. */
export const schemes = ["tcp", "tls", "unix", "http", "https", "ws", "wss", "nats"] as const;

/**
 * Reads one address.
 *
 * A host stands with its port, 9090 unless it is told, and `tcp` unless another scheme is named; a Unix socket's path
 * behind `unix:`, with `@` for an abstract name of Linux; behind the server of NATS, port 4222, the group's subject. The ports of HTTP and WebSocket are those of URLs, 80 and 443.
 *
 * @param option the name that a refusal begins with.
 * @throws {OptionsError} when it is none, with what was meant probably.
 */
export function parseAddress(given: string | URL, option = "address"): Address {
  const refuse: Refuse = (why) => {
    const what =
      given instanceof URL ? given.href : typeof given === "string" ? shownText(given) : shown(given);
    throw new OptionsError(option, `is ${what}; ${why}`);
  };
  if (typeof given !== "string" && !(given instanceof URL)) return refuse(`expected ${expected}`);
  const text = String(given).trim();
  if (/[\s\0]/.test(text)) return refuse("an address has no spaces");
  if (/^\d+$/.test(text)) return refuse(`write tcp://${standardAddress.host}:${text}`);
  if (/^(\.{0,2}\/|@)/.test(text)) return refuse(`write unix:${text} for a Unix socket`);
  const [, named, rest = ""] = /^([a-z][a-z\d+.-]*):(?!\d+$)(.*)$/i.exec(text) ?? [];
  const scheme = named?.toLowerCase();
  switch (scheme) {
    case undefined:
      return withHost("tcp", text, refuse);
    case "tcp":
    case "tls":
      return withHost(scheme, afterSlashes(scheme, rest, refuse), refuse);
    case "unix":
      return { scheme, path: readSocketPath(rest, refuse) };
    case "nats":
      return overNats(afterSlashes(scheme, rest, refuse), refuse);
    case "http":
    case "https":
    case "ws":
    case "wss":
      return onWeb(scheme, text, refuse);
    default:
      return refuse(`there is no scheme ${scheme}${meant(scheme)}; expected ${expected}`);
  }
}

/**
 * Reads addresses that are tried in this order: a list of them, or a text with commas between.
 * @throws {OptionsError} when one is none, or there are none.
 */
export function parseAddresses(
  given: string | URL | readonly (string | URL)[],
  option = "address",
): readonly Address[] {
  const list = typeof given === "string" || given instanceof URL ? [given] : given;
  const all = list.flatMap((one): (string | URL)[] =>
    typeof one === "string" ? one.split(betweenAddresses) : [one],
  );
  if (all.length === 0) throw new OptionsError(option, `names no server; expected ${expected}`);
  return all.map((one) => parseAddress(one, option));
}

/** An address as messages and metrics show it: {@link parseAddress} reads it back. */
export function addressText(address: Address): string {
  if ("url" in address) return address.url;
  if (address.scheme === "unix") return `unix:${address.path}`;
  const server = `${address.scheme}://${hostAndPort(address.host, address.port)}`;
  if (address.scheme !== "nats") return server;
  return `${server}/${address.subject}${address.jetstream ? jetstream : ""}`;
}

const expected =
  "tcp://HOST:PORT, tls://HOST:PORT, unix:PATH, nats://HOST:PORT/SUBJECT, or a URL of http, https, ws or wss";

/** A comma before what begins as an address does: URLs may have commas as well. */
const betweenAddresses = /,\s*(?=[\w.+-]+:|\[)/;

function meant(scheme: string): string {
  const known: Readonly<Record<string, string>> = {
    ssl: "tls",
    tcps: "tls",
    thrift: "tcp",
    socket: "tcp",
    websocket: "ws",
    uds: "unix",
    file: "unix",
  };
  const other = Object.hasOwn(known, scheme) ? known[scheme] : undefined;
  return other === undefined ? didYouMean(scheme, schemes) : `; did you mean ${other}?`;
}

function afterSlashes(scheme: string, rest: string, refuse: Refuse): string {
  return rest.startsWith("//") ? rest.slice(2) : refuse(`write ${scheme}://${rest.replace(/^\//, "")}`);
}

function withHost(scheme: "tcp" | "tls", text: string, refuse: Refuse): SocketAddress {
  const [, authority = "", tail = ""] = /^([^/?#]*)(.*)$/.exec(text) ?? [];
  if (authority.includes("@")) return refuse("Thrift has no users and passwords");
  if (tail !== "" && tail !== "/") {
    return refuse(`${tail} has no use behind a port; protocol, transport and multiplexed are options`);
  }
  const { host, port } = readHostAndPort(authority, 1, expected, refuse);
  if (host === "" && port === undefined) return refuse("the host is missing");
  return { scheme, host: host || standardAddress.host, port: port ?? standardAddress.port };
}

function overNats(text: string, refuse: Refuse): NatsAddress {
  const [, authority = "", subject = "", query = ""] = /^([^/?#]*)\/?([^?]*)(.*)$/.exec(text) ?? [];
  if (authority.includes("@")) return refuse("the option nats has the user");
  if (subject === "") return refuse("the subject is missing: nats://HOST:PORT/thrift.calculator");
  if (!/^[^\s.*>$/]+(\.[^\s.*>$/]+)*$/.test(subject))
    return refuse(
      `${subject} is no subject that calls can be sent to; expected one such as thrift.calculator`,
    );
  if (query !== "" && query !== jetstream)
    return refuse(`${query} has no use behind a subject; expected ${jetstream}, or nothing`);
  const { host, port = standardNatsPort } = readHostAndPort(authority, 1, expected, refuse);
  if (host === "") return refuse("the host is missing");
  return { scheme: "nats", host, port, subject, ...(query !== "" && { jetstream: true }) };
}

const jetstream = "?jetstream";

function onWeb(scheme: WebAddress["scheme"], text: string, refuse: Refuse): WebAddress {
  if (!/^\w+:\/\//.test(text)) return refuse(`expected ${scheme}:// and a host`);
  if (!URL.canParse(text)) return refuse("expected a URL with a host, and a port from 1 to 65535");
  const { username, password, hash, href } = new URL(text);
  if (username !== "" || password !== "") return refuse("give who calls in a header instead");
  if (hash !== "") return refuse(`${hash} has no use: servers are not sent what is behind #`);
  return { scheme, url: href };
}
