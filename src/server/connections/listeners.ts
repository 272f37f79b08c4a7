// Listens at all places of a server, or at none of them.
import { runtime } from "../../runtime/current.ts";
import type { Accepted, ListenOptions } from "../../runtime/runtime.ts";
import { type Place, placeNames, placeText } from "../options/listening/places.ts";
import type { Server } from "../options/options.ts";
import type { SocketSettings } from "../options/socket_settings.ts";
import type { HandedSockets, Program } from "../program.ts";
import { ListenError, type ListeningPlace, listenAt } from "./listen.ts";
import { inUse, reasonAgainst } from "./listen_reasons.ts";

/** A server's listeners. */
export interface Listening {
  /** One at least, in the order of the places. */
  readonly addresses: Server["addresses"];
  /** Lets in what the system has accepted for us and accepts no more, anywhere. Connections already accepted go on. */
  stop(): Promise<void>;
  /** Connections that come from now on are opened here, whatever they were to be accepted for. */
  openHere(): void;
  /** Accepts no more at once, and removes what listening has left. */
  close(): void;
  /** Removes what listening has left in the file system. */
  remove(): void;
  /** Its sockets by the names of their places; undefined: the descriptor is not known, or cannot be handed over. */
  sockets(): ReadonlyMap<string, number | undefined>;
  /** Another program accepts the connections of these places from now on, by the sockets that it was handed. */
  handOver(names: ReadonlySet<string>): void;
}

/**
 * Looks whether the server will be able to listen, before workers spend their time on `init`.
 * @param handed sockets that listen already.
 * @throws {ListenError} naming the address and the reason.
 */
export async function checkAddresses(
  { places }: Pick<SocketSettings, "places">,
  handed?: HandedSockets,
): Promise<void> {
  const names = placeNames(places);
  for (const [index, place] of places.entries()) {
    if (handed?.has(names[index]!)) continue;
    const reason = reasonBeside(place, places) ?? (await reasonAgainst(place));
    if (reason !== undefined) throw new ListenError(`cannot listen on ${placeText(place)}: ${reason}`);
  }
}

/**
 * Listens at each place, in their order.
 * @param program that is all there is to the server, which another program may follow.
 * @throws {ListenError} naming the address and the reason; no place is listened at then.
 */
export async function listen(
  { places }: SocketSettings,
  use: ListenOptions["use"],
  accept: (accepted: Accepted) => void,
  lost: (peer: string) => void,
  program?: Pick<Program, "handed">,
): Promise<Listening> {
  const opened: ListeningPlace[] = [];
  const byName = new Map<string, ListeningPlace>();
  const names = placeNames(places);
  const remove = () => {
    for (const one of opened) one.remove();
  };
  const close = () => {
    for (const one of opened) one.close();
    remove();
  };
  const addresses: Server["address"][] = [];
  try {
    for (const [index, place] of places.entries()) {
      const isServed = isServedBeside(place, places);
      const name = names[index]!;
      const how = {
        use,
        tls: place.tls !== undefined,
        lost,
        mayBeHanded: program !== undefined,
        handed: program?.handed?.get(name),
      };
      const from = (accepted: Accepted) => {
        accepted.place = index;
        accept(accepted);
      };
      if (isServed) {
        addresses.push({ host: place.host, port: place.port });
        continue;
      }
      const one = await listenAt(place, how, index === 0 ? accept : from);
      opened.push(one);
      byName.set(name, one);
      addresses.push(one.address);
    }
  } catch (error) {
    close();
    throw namingOwn(error, places, addresses.length);
  }
  return {
    addresses,
    stop: async () => {
      await Promise.all(opened.map((one) => one.stop()));
    },
    openHere: () => {
      for (const one of opened) one.openHere();
    },
    close,
    remove,
    sockets: () => new Map(Array.from(byName, ([name, one]) => [name, one.descriptor()])),
    handOver: (names) => {
      for (const name of names) byName.get(name)?.handOver();
    },
  };
}

/**
 * Whether clients may come before there is a worker, to wait for one. Where other programs accept from the same sockets, or listen
 * beside these, clients are left to them: they have workers.
 * @param handed sockets that other programs have, or had.
 */
export function mayListenEarly(places: readonly Place[], handed?: HandedSockets): boolean {
  const isOwn = (place: Place) => place.kind === "unix" || (place.kind === "tcp" && place.reusePort !== true);
  return (handed?.size ?? 0) === 0 && places.every(isOwn);
}

/** The system tells only that the address is taken: by another of this server's, `localhost` beside `127.0.0.1` say. */
function namingOwn(error: unknown, places: readonly Place[], failed: number): unknown {
  if (!(error instanceof ListenError) || !error.message.endsWith(inUse)) return error;
  const place = places[failed];
  const own = places.slice(0, failed).find((other) => isSamePort(other, place));
  if (own === undefined) return error;
  return new ListenError(`${error.message}, or this server at ${placeText(own)}`, { cause: error.cause });
}

function isSamePort(one: Place, other: Place | undefined): boolean {
  return one.kind === "tcp" && other?.kind === "tcp" && one.port === other.port;
}

/** Whether a listener of `::` takes what comes to it, as the runtime cannot keep it from that. */
export function isServedBeside(
  place: Place,
  places: readonly Place[],
): place is Place & { readonly kind: "tcp" } {
  return !runtime.separatesIpv6 && isIpv4Of(place, places) && place.host === "0.0.0.0";
}

function reasonBeside(place: Place, places: readonly Place[]): string | undefined {
  if (runtime.separatesIpv6 || !isIpv4Of(place, places)) return undefined;
  const other = places.find((one) => one.kind === "tcp" && one.host === "::" && one.port === place.port);
  if (place.host === "0.0.0.0" && JSON.stringify(place.ways) === JSON.stringify(other?.ways))
    return undefined;
  return `${runtime.name} has [::]:${place.port} take all of IPv4 too; list the addresses of IPv6 one by one`;
}

/** Whether another place is the `::` of its port. */
function isIpv4Of(place: Place, places: readonly Place[]): place is Place & { readonly kind: "tcp" } {
  if (place.kind !== "tcp" || place.host.includes(":")) return false;
  return places.some((other) => other.kind === "tcp" && other.ipv6Only && other.port === place.port);
}
