// Opens a way to send datagrams to a Unix socket, for which no runtime has a function.
import type { Datagrams } from "./datagrams.ts";

/**
 * Opens one to an address as environment variables have them: a path, or `@` and one of Linux's abstract names.
 * @returns the reason where that cannot be.
 */
export async function openDatagrams(address: string): Promise<Datagrams | string> {
  if (!/^[/@]./.test(address)) return "it is neither a path nor @ and a name";
  if (process.platform !== "linux") return "only Linux has a service manager that listens there";
  if ("bun" in process.versions) return (await import("./bun.ts")).open(address);
  if ("deno" in process.versions) return (await import("./deno.ts")).open(address);
  return (await import("./node.ts")).open(address);
}
