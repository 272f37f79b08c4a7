// Reads what addresses of servers have in common, those that clients connect to and those that servers listen on.

/** Refuses the whole of an address. @param why in words that follow it. */
export type Refuse = (why: string) => never;

/**
 * Reads `host:9090`, `[::1]:9090`, and what leaves one of the two out.
 * @param leastPort 0 where the system may choose one.
 * @param expected the words for what would be an address.
 * @returns the host without brackets, empty where none is named; no port where none is.
 */
export function readHostAndPort(
  text: string,
  leastPort: number,
  expected: string,
  refuse: Refuse,
): { readonly host: string; readonly port?: number } {
  const [, six, name, digits] = /^(?:\[([\da-f:.]+(?:%\w+)?)\]|([^:[\]]*))(?::(.*))?$/i.exec(text) ?? [];
  if ((six === undefined && name === undefined) || digits?.includes(":")) {
    return refuse(
      text.includes("[") ? `expected ${expected}` : "an IPv6 address stands in brackets: [::1]:9090",
    );
  }
  const host = six ?? name ?? "";
  if (digits === undefined) return { host };
  const port = Number(digits);
  if (!/^\d+$/.test(digits) || port < leastPort || port > 65_535) {
    return refuse(
      `the port is ${digits === "" ? "missing" : digits}; expected one from ${leastPort} to 65535`,
    );
  }
  return { host, port };
}

/** Reads what follows `unix:`: `/a`, `a`, `@name`, and with two slashes before these, as URLs have them. */
export function readSocketPath(rest: string, refuse: Refuse): string {
  const path = rest.replace(/^\/\//, "");
  if (path === "" || path === "@") return refuse("the path of the socket is missing: unix:/run/x.sock");
  return decoded(path);
}

/** A URL object has written what is no letter otherwise. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
