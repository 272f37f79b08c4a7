// The options that say where a server listens, and with what TLS: checked, with every default filled in.
import type { TlsSettings } from "../runtime/tls.ts";
import { OptionsError, seconds, whole } from "./option_checks.ts";
import type { ServeOptions } from "./options.ts";

/** Where and how to listen. Plain data. */
export interface SocketSettings {
  readonly host: string;
  readonly port: number;
  readonly unix?: string;
  readonly unixMode?: number;
  readonly listenFd?: number;
  readonly backlog: number;
  readonly tls?: TlsSettings;
}

/** @throws {OptionsError} when a value cannot be, or when an option has no use beside the others. */
export function socketSettings(options: ServeOptions): SocketSettings {
  refuseSenseless(options);
  const { host = "127.0.0.1", unix, unixMode, listenFd, backlog } = options;
  return {
    host: host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host,
    port: whole("port", options.port, 9090, 0, 65_535),
    unix,
    unixMode: unixMode === undefined ? undefined : permissions(unixMode),
    listenFd: listenFd === undefined ? undefined : whole("listenFd", listenFd, 3, 3, 65_535),
    backlog: whole("backlog", backlog, listenFd === undefined ? 128 : 4096, 1, 65_535),
    tls: tlsSettings(options),
  };
}

/** An option that would do nothing, or undo another, is a misunderstanding: better said than ignored. */
function refuseSenseless(options: ServeOptions): void {
  const { unix, listenFd } = options;
  const abstract = unix?.startsWith("@") ?? false;
  if (unix === "") throw new OptionsError("unix", "is empty; expected a path, or @ and a name");
  if (unix?.includes("\0")) throw new OptionsError("unix", "holds a NUL; an abstract name begins with @");
  if (abstract && process.platform !== "linux") {
    throw new OptionsError("unix", `is ${unix}: only Linux has abstract names; a file is named ./${unix}`);
  }
  for (const option of ["host", "port", "unix"] as const) {
    if (listenFd === undefined || options[option] === undefined) continue;
    throw new OptionsError(option, `has no use with a socket that listens already: descriptor ${listenFd}`);
  }
  if (options.unixMode !== undefined) {
    if (unix === undefined) throw new OptionsError("unixMode", "is for a Unix socket; expected its path too");
    if (abstract) throw new OptionsError("unixMode", `is for a file; the abstract name ${unix} is none`);
  }
  for (const option of ["tlsKey", "tlsCa", "tlsRequireClient", "tlsOptional", "handshakeTimeout"] as const) {
    if (options[option] === undefined || options.tlsCert !== undefined) continue;
    throw new OptionsError(option, "is for TLS; expected a certificate too");
  }
  if (options.tlsCert !== undefined && options.tlsKey === undefined) {
    throw new OptionsError("tlsCert", "needs a private key; expected the key's file too");
  }
  if (options.tlsRequireClient) {
    const needs = "clients' certificates";
    if (options.tlsCa === undefined) {
      throw new OptionsError("tlsRequireClient", `needs to know who signs ${needs}; expected that file too`);
    }
    if (options.tlsOptional) {
      throw new OptionsError("tlsOptional", `lets clients in without TLS, but ${needs} are required`);
    }
  }
}

function permissions(mode: number): number {
  if (Number.isInteger(mode) && mode >= 0 && mode <= 0o777) return mode;
  throw new OptionsError("unixMode", `is ${mode.toString(8)}; expected permissions from 0 to 777 in octal`);
}

function tlsSettings(options: ServeOptions): TlsSettings | undefined {
  const { tlsCert, tlsKey, tlsCa, handshakeTimeout } = options;
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  if (handshakeTimeout !== undefined && !(handshakeTimeout > 0 && handshakeTimeout <= 86_400)) {
    throw new OptionsError("handshakeTimeout", `is ${handshakeTimeout}; expected seconds, up to 86400`);
  }
  return {
    cert: tlsCert,
    key: tlsKey,
    ca: tlsCa,
    requireClient: options.tlsRequireClient ?? false,
    optional: options.tlsOptional ?? false,
    handshakeTimeout: seconds("handshakeTimeout", handshakeTimeout, 10),
  };
}
