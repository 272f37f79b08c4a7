// Tells proxies from clients, loaded only where it is asked for: a forked process starts sooner without node:net.
import type { Proxies } from "./proxies.ts";

/** @param listed the option `proxyProtocol`; undefined: all connections are of clients themselves. */
export async function openProxies(listed: readonly string[] | undefined): Promise<Proxies | undefined> {
  if (listed === undefined) return undefined;
  const { Proxies } = await import("./proxies.ts");
  return new Proxies(listed);
}
