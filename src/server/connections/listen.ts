// Listens at one place: an address, a Unix socket with its file, or a socket that the program was started with.
import { chmodSync, rmSync } from "node:fs";
import { log } from "../../log/log.ts";
import { LogThrottle, timesMore } from "../../log/throttle.ts";
import { hostAndPort, type ServedAddress } from "../../runtime/addresses.ts";
import { runtime } from "../../runtime/current.ts";
import type { Accepted, Listener, ListenOptions } from "../../runtime/runtime.ts";
import { textOf } from "../../words/thrown.ts";
import { isAbstract } from "../options/listening/address.ts";
import { fileAt, type Place, placeText } from "../options/listening/places.ts";
import type { Server } from "../options/options.ts";
import { queueEmptied } from "./accept_queue.ts";
import { inUseBy, isAbandoned, isInUse, reasonAgainst } from "./listen_reasons.ts";

/** Thrown when the server cannot listen where it was told to. */
export class ListenError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "ListenError";
}

/** A listener at one place. */
export interface ListeningPlace {
  readonly address: Server["address"];
  /** Lets in what the system has accepted for us and accepts no more. Connections already accepted go on. */
  stop(): Promise<void>;
  /** See {@link Listener.openHere}. */
  openHere(): void;
  /** Accepts no more at once. */
  close(): void;
  /** Removes what listening has left in the file system. */
  remove(): void;
  /** See {@link Listener.descriptor}. */
  descriptor(): number | undefined;
  /** See {@link Listener.handOver}: there is nothing to stop or to remove any more. */
  handOver(): void;
}

/** The ways to listen at a place. */
export interface WaysToListen extends Pick<ListenOptions, "use" | "tls" | "lost" | "mayBeHanded"> {
  /** The descriptor of a socket that listens there already, which this program was handed. */
  readonly handed?: number | undefined;
}

/**
 * Listens. A Unix socket's file that no server listens on any more is replaced.
 * @throws {ListenError} naming the address and the reason.
 */
export async function listenAt(
  place: Place,
  { handed, ...how }: WaysToListen,
  accept: (accepted: Accepted) => void,
): Promise<ListeningPlace> {
  const { backlog } = place;
  const mode = place.kind === "unix" && handed === undefined ? place.mode : undefined;
  const options: ListenOptions = {
    ...how,
    at: handed === undefined ? atRuntime(place) : { descriptor: handed },
    backlog,
    failed: (reason = "nothing says why") =>
      throttle.report("accept", (more) =>
        log.error(`cannot accept connections: {reason}; ${retried}${timesMore(more)}`, { reason }),
      ),
  };
  const file = fileAt(place);
  let isRemoved = false;
  let isGone = false;
  let isHandedOver = false;
  let count = 0;
  const counted = (accepted: Accepted) => {
    count++;
    accept(accepted);
  };
  const attempt = () => withMode(mode, () => runtime.listen(options, counted));
  let listener: Listener;
  try {
    listener = await attempt().catch(async (error: unknown) => {
      if (file === undefined || !isInUse(error) || !(await isAbandoned(file))) throw error;
      rmSync(file); // its server was killed and could not
      return await attempt();
    });
    if (mode !== undefined) chmodSync(file!, mode); // the umask can only remove permissions
  } catch (error) {
    const reason = (await reasonAgainst(place)) ?? (isInUse(error) ? inUseBy(place) : reasonOf(error, place));
    throw new ListenError(`cannot listen on ${placeText(place)}: ${reason}`, { cause: error });
  }
  const close = () => {
    void listener.close(); // not waited for: it counts as closed only when its last connection is
  };
  const remove = () => {
    if (file !== undefined && !isRemoved) isGone = removeFile(file);
    isRemoved = true; // another server's may be there soon
  };
  return {
    address: place.kind === "unix" ? { path: place.path } : listener.address,
    stop: async () => {
      if (isHandedOver) return;
      remove(); // no client finds it from now on
      if (place.kind === "tcp" && (await listener.closeEmpty?.()) === true) return;
      const isEnding = isGone || (place.kind === "tcp" && listener.endHandshakes?.() === true);
      await queueEmptied(() => count, isEnding);
      close();
    },
    openHere: () => listener.openHere?.(),
    close,
    remove,
    descriptor: () => listener.descriptor?.(),
    handOver: () => {
      isRemoved = true; // it is the other program's to remove
      isHandedOver = true;
      listener.handOver?.();
    },
  };
}

const retried =
  "it is tried again after a pause. It takes file descriptors (ulimit -n), and memory of the system's";

/** A line in ten seconds. */
const throttle = new LogThrottle(1);

/**
 * Removes a socket's file where it may: the folder may be another user's than this program has become.
 * @returns whether it is gone.
 */
export function removeFile(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return true;
  } catch (error) {
    log.warn("{file} stays: {reason}", { file, reason: textOf(error) });
    return false;
  }
}

/** The address that a server listens on, for people. */
export function shownAddress(address: ServedAddress): string {
  if ("nats" in address) return `${address.nats}/${address.subject}`;
  if ("port" in address) return hostAndPort(address.host, address.port);
  return "path" in address ? address.path : `descriptor ${address.descriptor}`;
}

/** The file has its permissions from the first moment on: no client gets in before they are set. */
async function withMode(mode: number | undefined, listen: () => Promise<Listener>): Promise<Listener> {
  if (mode === undefined) return await listen();
  const before = process.umask(0o777 & ~mode);
  try {
    return await listen();
  } finally {
    process.umask(before);
  }
}

/** An abstract name begins with a NUL for the system. */
function atRuntime(place: Place): ListenOptions["at"] {
  if (place.kind === "descriptor") return { descriptor: place.descriptor };
  if (place.kind === "tcp") {
    const { host, port, ipv6Only = false, reusePort = false } = place;
    return { host, port, ipv6Only, reusePort };
  }
  return { path: isAbstract(place.path) ? `\0${place.path.slice(1)}` : place.path };
}

function reasonOf(error: unknown, place: Place): string {
  const message = textOf(error);
  return place.kind === "descriptor" ? `it is not a socket that listens (${message.trim()})` : message;
}
