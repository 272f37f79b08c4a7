// Works out the places to listen at from the addresses that were given: what each of them is to the others.

import { OptionsError } from "../../../options/error.ts";
import type { TlsSettings } from "../../../tls/tls.ts";
import { isAbstract, type ListenAddress, listenAddressText } from "./address.ts";
import type { Ways } from "./ways.ts";

/** A place to listen at. Plain data. */
export type Place = ListenAddress & {
  /** Length of the system's queue of connections not accepted yet. */
  readonly backlog: number;
  /** Of IPv6 alone, as another place has IPv4 on the same port; otherwise `::` is for both. */
  readonly ipv6Only?: boolean;
  /** Of TCP: other programs may listen there too. */
  readonly reusePort?: boolean;
  /** Absent: there is none. */
  readonly tls?: TlsSettings | undefined;
};

/** Backlogs of a socket that the server opens itself, and of one that listens already, as systemd's does. */
export const backlogs = { own: 128, inherited: 4096 };

/**
 * @param backlog of all of them; undefined: the usual.
 * @param tlsOf tells the TLS of an address.
 * @throws {OptionsError} when a place is there twice.
 */
export function placesAt(
  addresses: readonly ListenAddress[],
  backlog: number | undefined,
  tlsOf: (ways: Ways | undefined) => TlsSettings | undefined,
): readonly Place[] {
  refuseTwice(addresses);
  return addresses.map((address) => {
    const usual = address.kind === "descriptor" ? backlogs.inherited : backlogs.own;
    const tls = tlsOf(address.ways);
    const place = { ...address, backlog: backlog ?? usual, ...(tls && { tls }) };
    return isBesideIpv4(address, addresses) ? { ...place, ipv6Only: true } : place;
  });
}

/** A place in the words of messages: as the options for one name it. */
export function placeText(place: Place): string {
  if (place.kind === "tcp") return listenAddressText(place).slice("tcp://".length);
  return place.kind === "unix" ? place.path : `descriptor ${place.descriptor}`;
}

/** Names of places by which one is found again; those alike, whose ports the system chooses, by their order. */
export function placeNames(places: readonly Place[]): readonly string[] {
  const texts = places.map(placeText);
  return texts.map((text, index) => {
    const before = texts.slice(0, index).filter((other) => other === text).length;
    return before === 0 ? text : `${text} (${before + 1})`;
  });
}

/** The file that listening there makes, and that is removed at the end. */
export function fileAt(place: ListenAddress): string | undefined {
  return place.kind === "unix" && !isAbstract(place.path) ? place.path : undefined;
}

function refuseTwice(addresses: readonly ListenAddress[]): void {
  for (const [index, address] of addresses.entries()) {
    const text = listenAddressText(address);
    for (const other of addresses.slice(0, index)) {
      const otherText = listenAddressText(other);
      if (address.kind === "tcp" && address.port === 0) continue;
      if (text === otherText) throw new OptionsError("listen", `has ${text} twice`);
      const [all, one] = isAllOfIpv4(other) ? [other, address] : [address, other];
      if (!isAllOfIpv4(all) || !isIpv4(one) || !isSamePort(all, one)) continue;
      throw new OptionsError(
        "listen",
        `has ${listenAddressText(one)}, which ${listenAddressText(all)} stands for too: leave it out`,
      );
    }
  }
}

/** The system would refuse the second of `0.0.0.0` and `::`, which is for IPv4 too when it is alone. */
function isBesideIpv4(address: ListenAddress, all: readonly ListenAddress[]): boolean {
  if (address.kind !== "tcp" || address.port === 0 || address.host !== "::") return false;
  return all.some((other) => isIpv4(other) && isSamePort(address, other));
}

function isAllOfIpv4(address: ListenAddress): boolean {
  return address.kind === "tcp" && address.host === "0.0.0.0";
}

function isIpv4(address: ListenAddress): boolean {
  return address.kind === "tcp" && /^\d+(\.\d+){3}$/.test(address.host);
}

function isSamePort(one: ListenAddress, other: ListenAddress): boolean {
  return one.kind === "tcp" && other.kind === "tcp" && one.port === other.port;
}
