// The sockets that a service manager has opened and started this program with: sd_listen_fds(3).
import { OptionsError } from "../options/error.ts";
import type { ServeOptions } from "../server/options/options.ts";
import { replacedId } from "./replacement/handed.ts";

/**
 * The options that name the sockets, when some were passed and the options name no other place.
 * @throws {OptionsError} when their number is none.
 */
export function activated({ listen, host, port, unix, listenFd }: ServeOptions): ServeOptions {
  const { LISTEN_PID, LISTEN_FDS } = process.env;
  if (LISTEN_FDS === undefined || ![String(process.pid), replacedId()].includes(LISTEN_PID)) return {};
  if ([listen, host, port, unix, listenFd].some((place) => place !== undefined)) return {};
  const count = Number(LISTEN_FDS);
  if (count === 1) return { listenFd: first };
  if (Number.isInteger(count) && count > 1 && count <= most) {
    return { listen: Array.from({ length: count }, (_, index) => `fd://${first + index}`) };
  }
  throw new OptionsError(
    "listenFd",
    `is not given and LISTEN_FDS is ${LISTEN_FDS}: expected a number of sockets`,
  );
}

/** sd_listen_fds(3) calls it SD_LISTEN_FDS_START. */
const first = 3;

/** More than anybody means. */
const most = 1000;
