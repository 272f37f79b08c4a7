// Listens: at an address, at a Unix socket with its file, or at a socket that the program was started with.
import { chmodSync, rmSync } from "node:fs";
import { log } from "../../log/log.ts";
import { LogThrottle, timesMore } from "../../log/throttle.ts";
import { hostAndPort } from "../../runtime/addresses.ts";
import { runtime } from "../../runtime/current.ts";
import type { Accepted, Listener, ListeningAddress, ListenOptions } from "../../runtime/runtime.ts";
import { textOf } from "../../words/thrown.ts";
import type { Server } from "../options/options.ts";
import type { SocketSettings } from "../options/socket_settings.ts";
import { waitingEventsHandled } from "../turns.ts";
import { inUse, isAbandoned, isInUse, reasonAgainst } from "./listen_reasons.ts";

/** Thrown when the server cannot listen where it was told to. */
export class ListenError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "ListenError";
}

/** A server's listener. */
export interface Listening {
  readonly address: Server["address"];
  /** Lets in what the system has accepted for us and accepts no more. Connections already accepted go on. */
  stop(): Promise<void>;
  /** Removes what listening has left in the file system. */
  remove(): void;
}

/**
 * Looks whether the server will be able to listen, before workers spend their time on `init`.
 * @throws {ListenError} naming the address and the reason.
 */
export async function checkAddress(settings: SocketSettings): Promise<void> {
  const reason = await reasonAgainst(settings);
  if (reason !== undefined) throw new ListenError(`cannot listen on ${placeOf(settings)}: ${reason}`);
}

/**
 * Listens. A Unix socket's file that no server listens on any more is replaced.
 * @throws {ListenError} naming the address and the reason.
 */
export async function listen(
  settings: SocketSettings,
  use: ListenOptions["use"],
  accept: (accepted: Accepted) => void,
  lost: (peer: string) => void,
): Promise<Listening> {
  const { host, port, unix, unixMode, listenFd, backlog, tls } = settings;
  const abstract = unix?.startsWith("@") ?? false;
  const options: ListenOptions = {
    host,
    port,
    unix: abstract ? `\0${unix!.slice(1)}` : unix,
    descriptor: listenFd,
    backlog,
    use,
    tls: tls !== undefined,
    lost,
    failed: (reason = "nothing says why") =>
      throttle.report("accept", (more) =>
        log.error(`cannot accept connections: {reason}; ${retried}${timesMore(more)}`, { reason }),
      ),
  };
  const file = abstract ? undefined : unix;
  let count = 0;
  const counted = (accepted: Accepted) => {
    count++;
    accept(accepted);
  };
  const attempt = () => withMode(unixMode, () => runtime.listen(options, counted));
  let listener: Listener;
  try {
    listener = await attempt().catch(async (error: unknown) => {
      if (file === undefined || !isInUse(error) || !(await isAbandoned(file))) throw error;
      rmSync(file); // its server was killed and could not
      return await attempt();
    });
    if (unixMode !== undefined) chmodSync(file!, unixMode); // the umask can only remove permissions
  } catch (error) {
    const reason = (await reasonAgainst(settings)) ?? (isInUse(error) ? inUse : reasonOf(error, listenFd));
    throw new ListenError(`cannot listen on ${placeOf(settings)}: ${reason}`, { cause: error });
  }
  return {
    address: abstract ? { path: unix! } : listener.address,
    stop: async () => {
      // Some runtimes accept one connection in a turn of the event loop, and a call may take the turn.
      const first = count;
      for (let last = -1; count > last && count - first <= backlog; ) {
        last = count;
        await waitingEventsHandled();
      }
      void listener.close(); // not waited for: it counts as closed only when its last connection is
    },
    remove: () => {
      if (file !== undefined) rmSync(file, { force: true });
    },
  };
}

const retried =
  "it is tried again after a pause. It takes file descriptors (ulimit -n), and memory of the system's";

/** A line in ten seconds. */
const throttle = new LogThrottle(1);

/** The address that a server listens on, for people. */
export function shownAddress(address: ListeningAddress): string {
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

/** As options say it. */
function placeOf({ host, port, unix, listenFd }: SocketSettings): string {
  return listenFd === undefined ? (unix ?? hostAndPort(host, port)) : `descriptor ${listenFd}`;
}

function reasonOf(error: unknown, listenFd: number | undefined): string {
  const message = textOf(error);
  return listenFd === undefined ? message : `it is not a socket that listens (${message.trim()})`;
}
