// Writes an address as text, and reads a client's from what was written.

/**
 * `127.0.0.1:9090`, `[::1]:9090`. A client that came by IPv4 to a socket of both is written as one of IPv4:
 * for such a socket its address is `::ffff:127.0.0.1`.
 */
export function hostAndPort(host: string, port: number): string {
  if (!host.includes(":")) return `${host}:${port}`;
  return mapped.test(host) ? `${host.slice(host.lastIndexOf(":") + 1)}:${port}` : `[${host}]:${port}`;
}

const mapped = /^::ffff:\d+\.\d+\.\d+\.\d+$/i;

/**
 * A client of TCP that has reset its connection before its address could be asked for: the system then knows ours alone, and
 * of a Unix socket's client neither.
 */
export const goneClient = "0.0.0.0:0";

/** The address of a client, in parts. */
export type ClientAddress =
  /** `address` has no brackets, and is one of IPv4 for a client that came by that to a socket of both. */
  | { readonly kind: "tcp"; readonly address: string; readonly port: number }
  | { readonly kind: "unix" }
  /** Somebody who has sent the call by NATS. */
  | { readonly kind: "nats" }
  /** A caller in this very process. */
  | { readonly kind: "memory" };

/** Reads what a connection says of its client: `127.0.0.1:50312`, `[::1]:50312`, `unix`, `nats`, `memory`; what else it says is of this process. */
export function clientAddress(peer: string): ClientAddress {
  const end = peer.lastIndexOf(":");
  if (end < 0) return { kind: peer === "unix" || peer === "nats" ? peer : "memory" };
  const host = peer.slice(0, end);
  const address = host.startsWith("[") ? host.slice(1, -1) : host;
  return { kind: "tcp", address, port: Number(peer.slice(end + 1)) };
}

/** Of a TCP socket. */
export interface TcpAddress {
  /** As it was given, or the address of an inherited socket. */
  readonly host: string;
  /** The one that the system chose, where 0 was asked for. */
  readonly port: number;
}

/** Of a Unix domain socket. */
export interface UnixAddress {
  /** An abstract name of Linux begins with `@`. */
  readonly path: string;
}

/** Of an inherited socket where the system does not say more. */
export interface DescriptorAddress {
  /** Its number in this process. */
  readonly descriptor: number;
}

/** Of a group's subject on NATS. */
export interface NatsAddress {
  /** The server of NATS that it was connected to first: `nats://a:4222`. */
  readonly nats: string;
  readonly subject: string;
}

/** The address of a server. */
export type ServedAddress = TcpAddress | UnixAddress | DescriptorAddress | NatsAddress;
