// The address of an admin port: `9091`, `HOST:PORT`, `unix:PATH`.
import { hostAndPort } from "../../runtime/addresses.ts";

/** Where the admin port is. */
export type AdminAddress =
  | { readonly host: string; readonly port: number }
  /** Of a Unix socket; `@name` is an abstract name of Linux. */
  | { readonly path: string };

/** The words for what is expected. */
export const adminAddressExpected = "HOST:PORT, or unix:PATH";

/** Reads an address. @returns undefined when it is none. A port alone is one of 127.0.0.1. */
export function parseAdminAddress(text: string): AdminAddress | undefined {
  if (/[\s\0]/.test(text)) return undefined;
  const [, path] = /^unix:(?:\/\/)?(.+)$/.exec(text) ?? [];
  if (path !== undefined) return path === "@" ? undefined : { path };
  const [, six, name, digits] =
    /^(?:(?:\[([\da-f:.]+)\]|([^:[\]/@?#]*)):)?(\d{1,5})$/i.exec(text.replace(/^(?:tcp|http):\/\//, "")) ??
    [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  return { host: six ?? (name || "127.0.0.1"), port };
}

/** An address as people read it; {@link parseAdminAddress} reads it back. */
export function adminAddressText(address: AdminAddress): string {
  return "path" in address ? `unix:${address.path}` : hostAndPort(address.host, address.port);
}

/** Whether only programs of this machine can connect. */
export function isLocal(address: AdminAddress): boolean {
  return "path" in address || /^(127(\.\d+){3}|::1|localhost)$/i.test(address.host);
}
