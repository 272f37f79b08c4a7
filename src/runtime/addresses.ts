// Writes an address as text.

/**
 * `127.0.0.1:9090`, `[::1]:9090`. A client that came by IPv4 to a socket of both is written as one of IPv4:
 * for such a socket its address is `::ffff:127.0.0.1`.
 */
export function hostAndPort(host: string, port: number): string {
  if (!host.includes(":")) return `${host}:${port}`;
  return mapped.test(host) ? `${host.slice(host.lastIndexOf(":") + 1)}:${port}` : `[${host}]:${port}`;
}

const mapped = /^::ffff:\d+\.\d+\.\d+\.\d+$/i;
