// The socket that a service manager has opened and started this program with: sd_listen_fds(3).
import { OptionsError } from "../options/error.ts";
import type { ServeOptions } from "../server/options/options.ts";

/**
 * The descriptor of the socket, when one was passed and the options name no other place.
 * @throws {OptionsError} when there are several: which of them is meant has to be said.
 */
export function activatedDescriptor({ host, port, unix, listenFd }: ServeOptions): number | undefined {
  const { LISTEN_PID, LISTEN_FDS } = process.env;
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(process.pid)) return undefined;
  if ([host, port, unix, listenFd].some((place) => place !== undefined)) return undefined;
  const count = Number(LISTEN_FDS);
  if (count === 1) return first;
  throw new OptionsError(
    "listenFd",
    `is not given and LISTEN_FDS is ${LISTEN_FDS}: expected which of the sockets to serve, from ${first} on`,
  );
}

/** sd_listen_fds(3) calls it SD_LISTEN_FDS_START. */
const first = 3;
