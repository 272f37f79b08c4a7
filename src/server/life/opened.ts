// Opens what a server has before its first worker: what its options name, so that a mistake is told before anything serves.
import type { HandlerSource } from "../../handler/source.ts";
import { openProxies } from "../../proxy/open.ts";
import type { Proxies } from "../../proxy/proxies.ts";
import { type Administration, openAdministration } from "../admin/administration.ts";
import { checkAddresses } from "../connections/listeners.ts";
import { openTls, type PlacesTls } from "../connections/tls.ts";
import type { Member } from "../group/member.ts";
import type { ServeOptions } from "../options/options.ts";
import type { Settings } from "../options/settings.ts";
import type { Program } from "../program.ts";
import type { WatchedFiles } from "./watched_files.ts";

/** The parts of a server that need no worker. */
export interface Opened {
  readonly source: HandlerSource;
  readonly program: Program | undefined;
  readonly tls: PlacesTls | undefined;
  readonly proxies: Proxies | undefined;
  /** Absent: there is no admin port, and nothing is counted. */
  readonly administration: Administration | undefined;
  /** Absent: it takes no calls from NATS. */
  readonly member: Member | undefined;
  /** Absent: a change of its files changes nothing. */
  readonly watched: WatchedFiles | undefined;
}

/**
 * Opens all of them, and becomes the user that the server is to run as.
 * @throws {OptionsError} {ListenError} {NatsError} as {@link serve} does: nothing is left open then.
 */
export async function openParts(
  program: Program | undefined,
  source: HandlerSource,
  options: ServeOptions,
  settings: Settings,
): Promise<Opened> {
  const { places, nats, watch, proxyProtocol } = settings;
  const watched = watch ? await watchedFiles(source) : undefined;
  const tls = await openTls(places);
  const proxies = await openProxies(proxyProtocol);
  await checkAddresses(settings, program?.handed);
  const administration = await openAdministration(options, program?.handed !== undefined);
  let member: Member | undefined;
  try {
    if (nats !== undefined) member = await (await import("../group/member.ts")).openMember(nats);
    await program?.becomesUser(places, administration?.admin?.files ?? []);
  } catch (error) {
    closeParts({ member, administration });
    throw error;
  }
  return { source, program, tls, proxies, administration, member, watched };
}

/** Closes what would keep a program that serves nothing. */
export function closeParts({ member, administration }: Pick<Opened, "member" | "administration">): void {
  member?.close();
  administration?.close();
}

/** Loaded only where files are watched. @throws {OptionsError} when they cannot change. */
async function watchedFiles(source: HandlerSource): Promise<WatchedFiles> {
  const { WatchedFiles } = await import("./watched_files.ts");
  return new WatchedFiles(source);
}
