// Addresses of sockets as C has them, on Linux: ip(7), ipv6(7), unix(7).
import { networkInterfaces } from "node:os";

/** A place to bind a socket to. */
export type BindAt =
  /** An address, not a name. */
  | { readonly host: string; readonly port: number; readonly ipv6Only: boolean }
  /** Of a Unix socket; a NUL and a name: one that is no file. */
  | { readonly path: string };

/** The families of addresses. */
export const families = { unix: 1, ipv4: 2, ipv6: 10 };

/** The family of a place. */
export function familyOf(at: BindAt): number {
  if ("path" in at) return families.unix;
  return at.host.includes(":") ? families.ipv6 : families.ipv4;
}

/** A sockaddr_in, sockaddr_in6 or sockaddr_un. */
export function socketAddress(at: BindAt): Uint8Array<ArrayBuffer> {
  const family = familyOf(at);
  const rest = "path" in at ? pathBytes(at.path) : addressBytes(at.host, at.port);
  const bytes = new Uint8Array(2 + rest.length);
  new Uint16Array(bytes.buffer, 0, 1)[0] = family;
  bytes.set(rest, 2);
  return bytes;
}

/** A path ends with a NUL; an abstract name is as long as it is. */
function pathBytes(path: string): Uint8Array {
  return new TextEncoder().encode(path.startsWith("\0") ? path : `${path}\0`);
}

function addressBytes(host: string, port: number): Uint8Array {
  const [address = "", zone] = host.split("%");
  const isIpv6 = address.includes(":");
  const bytes = new Uint8Array(isIpv6 ? 26 : 14);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, port); // of the network's byte order
  if (!isIpv6) bytes.set(address.split(".").map(Number), 2);
  else {
    for (const [index, group] of groupsOf(address).entries()) view.setUint16(6 + index * 2, group);
    if (zone !== undefined) bytes.set(new Uint8Array(new Uint32Array([scopeOf(zone)]).buffer), 22);
  }
  return bytes;
}

/** The eight groups of an address of IPv6. */
function groupsOf(address: string): number[] {
  const [, text = ""] = /^\[(.*)\]$/.exec(new URL(`http://[${address}]`).hostname) ?? []; // without parts of IPv4
  const [before = "", after] = text.split("::");
  const head = before === "" ? [] : before.split(":");
  const tail = after === undefined || after === "" ? [] : after.split(":");
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array<string>(zeros).fill("0"), ...tail].map((group) => Number.parseInt(group, 16));
}

/** The number of a network interface. */
function scopeOf(zone: string): number {
  if (/^\d+$/.test(zone)) return Number(zone);
  const found = networkInterfaces()[zone]?.find(({ family }) => family === "IPv6");
  return found !== undefined && "scopeid" in found ? (found.scopeid ?? 0) : 0;
}
