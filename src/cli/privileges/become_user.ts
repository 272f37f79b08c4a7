// Gives up root's rights: what takes them is done before, and no code of the handler has run yet.

import { lookup } from "node:dns/promises";
import { chmodSync, chownSync, closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { log } from "../../log/log.ts";
import { runtime } from "../../runtime/current.ts";
import { become } from "../../runtime/privileges/become.ts";
import { bindSocket } from "../../runtime/privileges/bind.ts";
import { ListenError } from "../../server/connections/listen.ts";
import { isAbandoned, reasonAgainst } from "../../server/connections/listen_reasons.ts";
import { isServedBeside } from "../../server/connections/listeners.ts";
import { isAbstract } from "../../server/options/listening/address.ts";
import { fileAt, type Place, placeNames, placeText } from "../../server/options/listening/places.ts";
import type { HandedSockets } from "../../server/program.ts";
import { textOf } from "../../words/thrown.ts";
import type { Identity } from "./identity.ts";

/** What is to be the user's. */
export interface Belongings {
  readonly places: readonly Place[];
  /** Those that a program has handed to this one. */
  readonly handed: HandedSockets | undefined;
  /** Files that are there already: those of sockets. */
  readonly files: readonly string[];
  /** Files that are written later. */
  readonly written: readonly string[];
}

/**
 * Binds sockets to all places, and becomes the user.
 * @returns the sockets, which do not listen yet.
 * @throws {ListenError} when a place cannot be bound to.
 * @throws {Error} when the system refuses, or when the user may not write a file.
 */
export async function becomeUser(identity: Identity, belongings: Belongings): Promise<HandedSockets> {
  const { places, handed = new Map<string, number>(), files, written } = belongings;
  const sockets = new Map(handed);
  const names = placeNames(places);
  for (const [index, place] of places.entries()) {
    const name = names[index]!;
    if (place.kind === "descriptor" || sockets.has(name) || isServedBeside(place, places)) continue;
    sockets.set(name, await bound(place, identity));
  }
  for (const file of files) chownSync(file, identity.uid, identity.gid);
  try {
    await become(identity);
  } catch (error) {
    throw new Error(`cannot become user ${identity.shown}: ${textOf(error)}`);
  }
  const { home, name } = identity;
  if (home !== undefined && home !== "") process.env.HOME = home;
  if (name !== undefined) Object.assign(process.env, { USER: name, LOGNAME: name });
  for (const file of written) tryToWrite(file, identity);
  tellOfKeys(places, identity);
  return sockets;
}

async function bound(place: Place & { readonly kind: "tcp" | "unix" }, identity: Identity): Promise<number> {
  const file = fileAt(place);
  if (file !== undefined && (await isAbandoned(file))) rmSync(file); // its server was killed and could not
  const umask =
    place.kind === "unix" && place.mode !== undefined ? process.umask(0o777 & ~place.mode) : undefined;
  let descriptor: number | undefined;
  try {
    descriptor = await bindSocket(await whereOf(place));
  } finally {
    if (umask !== undefined) process.umask(umask);
  }
  if (descriptor === undefined) {
    const reason = (await reasonAgainst(place)) ?? "the system refuses it";
    throw new ListenError(`cannot listen on ${placeText(place)}: ${reason}`);
  }
  if (file !== undefined) chownSync(file, identity.uid, identity.gid);
  if (file !== undefined && place.kind === "unix" && place.mode !== undefined) chmodSync(file, place.mode);
  return descriptor;
}

async function whereOf(place: Place & { readonly kind: "tcp" | "unix" }) {
  if (place.kind === "unix")
    return { path: isAbstract(place.path) ? `\0${place.path.slice(1)}` : place.path };
  const { host, port, ipv6Only = false } = place;
  const address = isIP(host.split("%")[0]!) === 0 ? (await lookup(host)).address : host;
  return { host: address, port, ipv6Only: ipv6Only && runtime.separatesIpv6 };
}

/** Better known now than when everything has been loaded. */
function tryToWrite(file: string, { shown }: Identity): void {
  const trial = `${file}.${process.pid}`;
  try {
    writeFileSync(trial, "");
    rmSync(trial);
  } catch (error) {
    throw new Error(
      `user ${shown} cannot write ${file}: ${(error as Error).message}; it takes a folder that is the user's`,
    );
  }
}

/** They were read before. */
function tellOfKeys(places: readonly Place[], { shown }: Identity): void {
  for (const key of new Set(places.flatMap(({ tls }) => (tls === undefined ? [] : [tls.key])))) {
    try {
      closeSync(openSync(key, "r"));
    } catch {
      const words =
        "user {user} cannot read {key}: the certificate stays what it is now, and another takes a restart by root";
      log.warn(words, { user: shown, key });
    }
  }
}
