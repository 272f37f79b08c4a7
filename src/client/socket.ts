// A client's connection to a server: TCP or a Unix socket, with TLS or without.
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import type { PeerCertificate } from "node:tls";
import { OptionsError } from "../options/error.ts";
import { standardAddress } from "../options/kinds.ts";
import { hostAndPort } from "../runtime/addresses.ts";
import type { AddressOptions, ClientTlsOptions } from "./address/options.ts";

/**
 * Resolves once a server is connected to and, with TLS, its certificate was found good.
 * @param timeout seconds that all of that may take; 0: as long as the system lets it.
 * @throws the system's error when there is no connection; that of TLS when the handshake fails.
 */
export async function connectSocket(
  { host = standardAddress.host, port = standardAddress.port, unix, tls = false }: AddressOptions,
  timeout = 0,
): Promise<Socket> {
  const path = unix?.startsWith("@") ? `\0${unix.slice(1)}` : unix;
  const where = path === undefined ? { host, port, noDelay: true } : { path };
  const text = path === undefined ? hostAndPort(host, port) : unix!;
  if (tls === false) return await connected(connect(where), "connect", timeout, text);
  const { ca, cert, key, serverName } = tls === true ? {} : tls;
  const name = serverName ?? (path === undefined ? host : "localhost");
  const { checkServerIdentity, connect: connectTls } = await import("node:tls");
  const socket = connectTls({
    ...where,
    servername: isAddress(name) ? undefined : name, // RFC 6066 allows no addresses there
    checkServerIdentity: (_: string, certificate: PeerCertificate) => checkServerIdentity(name, certificate),
    ca: read("ca", ca),
    cert: read("cert", cert),
    key: read("key", key),
    minVersion: "TLSv1.2",
  });
  try {
    return await connected(socket, "secureConnect", timeout, text);
  } catch (error) {
    throw withoutTls(error as NodeJS.ErrnoException, text);
  }
}

/** A server that speaks no TLS, in words: the system's own do not say so. */
function withoutTls(error: NodeJS.ErrnoException, where: string): Error {
  const happened = handshakeFailures[error.code ?? ""];
  if (happened === undefined) return error;
  return Object.assign(new Error(`${where} ${happened}`, { cause: error }), { code: error.code });
}

const handshakeFailures: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: "does not speak TLS: it answered the handshake with something else",
  ECONNRESET: "closed the connection in the TLS handshake: it may not speak TLS",
};

function connected<S extends Socket>(
  socket: S,
  event: "connect" | "secureConnect",
  timeout: number,
  where: string,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const late = () => {
      socket.on("error", () => {});
      socket.destroy();
      const error = new Error(`${where} did not let the client connect within ${timeout} s`);
      reject(Object.assign(error, { code: "ETIMEDOUT" }));
    };
    const timer = timeout > 0 ? setTimeout(late, timeout * 1000) : undefined;
    const failed = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once("error", failed);
    socket.once(event, () => {
      clearTimeout(timer);
      socket.off("error", failed);
      resolve(socket);
    });
  });
}

function isAddress(name: string): boolean {
  return name.includes(":") || /^[\d.]+$/.test(name);
}

function read(option: keyof ClientTlsOptions, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new OptionsError(`tls.${option}`, `cannot be read: ${(error as Error).message}`);
  }
}
