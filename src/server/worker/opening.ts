// Makes ready what a worker's connections begin with: TLS, and the heads of proxies. Each is loaded only where it is used.
import type { TlsFiles } from "../../tls/files.ts";
import type { EventLoop } from "../connections/local_connections.ts";
import type { Settings } from "../options/settings.ts";

/** @param files of TLS, where this worker is to secure its connections: as the server has read them. */
export async function openingOf(
  { tls, proxyProtocol }: Settings,
  files: TlsFiles | undefined,
): Promise<Pick<EventLoop, "tls" | "proxies">> {
  return {
    tls: files && (await (await import("../connections/tls.ts")).openTls(tls, files)),
    proxies: proxyProtocol && (await (await import("../../proxy/open.ts")).openProxies(proxyProtocol)),
  };
}

/** The number of connections that this process has file descriptors for. */
export async function descriptorsLeft(): Promise<number | undefined> {
  const { openFiles, openFilesLimit, reserveOf } = await import("../../runtime/open_files.ts");
  const limit = openFilesLimit();
  return limit === undefined ? undefined : Math.max(1, limit - openFiles() - reserveOf(limit));
}
