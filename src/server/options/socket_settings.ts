// The options that say where a server listens, and with what TLS: checked, with every default filled in.
import type { Filled } from "../../options/check.ts";
import { OptionsError } from "../../options/error.ts";
import type { TlsSettings } from "../../tls/tls.ts";
import type { ServeOptions } from "./options.ts";
import type { serveRows } from "./rows.ts";
import { refuseSenselessTls, tlsSettings } from "./tls_rows.ts";

/** The address to listen on, and the ways to listen. Plain data. */
export interface SocketSettings {
  readonly host: string;
  readonly port: number;
  readonly unix?: string;
  readonly unixMode?: number;
  readonly listenFd?: number;
  readonly backlog: number;
  readonly tls?: TlsSettings;
}

/** @param options checked, with the defaults. */
export function socketSettings(options: Filled<typeof serveRows>): SocketSettings {
  const { host, port, unix, unixMode, listenFd, backlog } = options;
  return {
    host: host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host,
    port,
    unix,
    unixMode,
    listenFd,
    backlog,
    tls: tlsSettings(options),
  };
}

/**
 * An option that would do nothing, or undo another, is a misunderstanding: better said than ignored.
 * @param options what was given, without the defaults.
 * @throws {OptionsError} when an option has no use beside the others.
 */
export function refuseSenseless(options: ServeOptions): void {
  const { unix, listenFd } = options;
  const abstract = unix?.startsWith("@") ?? false;
  if (abstract && process.platform !== "linux") {
    throw new OptionsError("unix", `is ${unix}: only Linux has abstract names; a file is named ./${unix}`);
  }
  for (const option of ["host", "port", "unix"] as const) {
    if (listenFd === undefined || options[option] === undefined) continue;
    throw new OptionsError(option, (named) => `cannot be combined with ${named("listenFd", listenFd)}`);
  }
  for (const option of ["host", "port"] as const) {
    if (unix === undefined || options[option] === undefined) continue;
    throw new OptionsError(
      option,
      (named) => `is for TCP; the server is to listen on a Unix socket: ${named("unix", unix)}`,
    );
  }
  if (options.unixMode !== undefined) {
    if (unix === undefined) throw new OptionsError("unixMode", "is for a Unix socket; expected its path too");
    if (abstract) throw new OptionsError("unixMode", `is for a file; the abstract name ${unix} is none`);
  }
  refuseSenselessTls(options);
}
