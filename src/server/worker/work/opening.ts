// Makes ready what a worker's connections begin with: TLS, and the heads of proxies. Each is loaded only where it is used.
import type { CertificateReader } from "../../calls/relay/inside/caller.ts";
import type { EventLoop } from "../../connections/local_connections.ts";
import type { PlacesTls } from "../../connections/tls.ts";
import type { Settings } from "../../options/settings.ts";

/** The ways of a worker's callers to begin. */
export interface Opening extends Pick<EventLoop, "tls" | "proxies"> {
  /** Reads the certificates of clients whose calls come from the server; undefined: they are not asked for any. */
  readonly certificates: CertificateReader | undefined;
}

/** @param files of TLS, where this worker is to secure its connections: as the server has read them. */
export async function openingOf(
  { places, proxyProtocol }: Settings,
  files: PlacesTls["files"] | undefined,
): Promise<Opening> {
  return {
    certificates: places.some(({ tls }) => tls?.ca !== undefined) ? await certificateReader() : undefined,
    tls: files && (await (await import("../../connections/tls.ts")).openTls(places, files)),
    proxies: proxyProtocol && (await (await import("../../../proxy/open.ts")).openProxies(proxyProtocol)),
  };
}

/** The number of connections that this process has file descriptors for. */
export async function descriptorsLeft(): Promise<number | undefined> {
  const { openFiles, openFilesLimit, reserveOf } = await import("../../../runtime/open_files.ts");
  const limit = openFilesLimit();
  return limit === undefined ? undefined : Math.max(1, limit - openFiles() - reserveOf(limit));
}

async function certificateReader(): Promise<CertificateReader> {
  const { ClientCertificate } = await import("../../../certificates/client_certificate.ts");
  return (der) => new ClientCertificate(der);
}
