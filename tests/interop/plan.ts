// Plans the calls of clients to servers: not all of hosts x models x clients x dialects, which would take an hour, but
// so many of them that every pair that matters comes up.
import { type Dialect, isMultiplexed, type Library, type Socket, sockets, title } from "./dialects.ts";
import { isForEachConnection } from "./settings.ts";

/** A server to start, and who calls it. */
export interface PlannedServer {
  readonly host: string;
  /** One of the settings that were given. */
  readonly setting: string;
  readonly socket: Socket;
  /** Whether it serves the service by its name too. */
  readonly multiplexed: boolean;
  readonly calls: ReadonlyMap<Library, readonly Dialect[]>;
}

/**
 * Covers, over TCP, each (host, library, dialect), each (host, setting) and each (dialect, setting); over each other
 * kind of socket each (host, library, dialect) and each setting.
 *
 * Most of what that takes is servers that start and, where each connection has a thread or a process of its own, what
 * these start: a third of a second each. So of what speaks a dialect, one library meets each of those models, on one
 * host: what a worker reads and writes is no other on another. The service is called by its name at two servers of a
 * host, which serve it without as well.
 *
 * @param spoken the dialects of each library, over all kinds of sockets
 */
export function plan(
  hosts: readonly string[],
  settings: readonly string[],
  spoken: ReadonlyMap<Library, readonly Dialect[]>,
): PlannedServer[] {
  const planned = new Plan();
  const everywhere = [...spoken].flatMap(([library, dialects], column) =>
    dialects.map((dialect) => ({ library, dialect, column })),
  );
  const titles = [...new Set(everywhere.map(({ dialect }) => title(dialect)))];
  hosts.forEach((host, row) => {
    for (const { library, dialect, column } of everywhere) {
      // Alone over TCP all settings take turns; elsewhere a host has two, and all hosts together have all.
      const turns = isAloneOverTcp(dialect)
        ? settings.map((_, index) => 2 * row + titles.indexOf(title(dialect)) + column + index)
        : [0, 1].map((index) => 2 * row + sockets.indexOf(dialect.socket) + ((column + index) % 2));
      const isFree = (setting: string) =>
        !isForEachConnection(setting) ||
        (!planned.met(dialect, setting) && !connectsForEachCall(library, dialect));
      const setting = turns.map((turn) => settings[turn % settings.length]!).find(isFree)!;
      planned.add(host, setting, library, dialect);
    }
  });
  // What few libraries speak has not met every setting so.
  for (const [index, name] of titles.entries()) {
    const speakers = everywhere.filter((one) => title(one.dialect) === name);
    const { library, dialect } =
      speakers.findLast((one) => !connectsForEachCall(one.library, one.dialect)) ?? speakers[0]!;
    if (dialect.socket !== "tcp") continue;
    const lacking = settings.filter((setting) => !planned.met(dialect, setting));
    for (const [number, setting] of lacking.entries()) {
      const there = hosts.filter((host) => planned.has(host, setting, dialect));
      const able = there.length > 0 ? there : hosts;
      planned.add(able[(index + number) % able.length]!, setting, library, dialect);
    }
  }
  return planned.servers();
}

function isAloneOverTcp(dialect: Dialect): boolean {
  return dialect.socket === "tcp" && !isMultiplexed(dialect);
}

/** Under forking that would be a process for each call: a minute and more. Other libraries keep their connection. */
function connectsForEachCall(library: Library, { name }: Dialect): boolean {
  return library === "python" && name.endsWith("/http");
}

/** Gathers what each server is called with. */
class Plan {
  readonly #servers = new Map<string, PlannedServer & { readonly calls: Map<Library, Dialect[]> }>();
  readonly #met = new Set<string>();

  add(host: string, setting: string, library: Library, dialect: Dialect): void {
    const { socket } = dialect;
    const key = keyOf(host, setting, dialect);
    const { calls } = this.#servers.get(key) ?? { calls: new Map<Library, Dialect[]>() };
    calls.set(library, [...(calls.get(library) ?? []), dialect]);
    const multiplexed = [...calls.values()].flat().some(isMultiplexed);
    this.#servers.set(key, { host, setting, socket, multiplexed, calls });
    this.#met.add(JSON.stringify([title(dialect), setting]));
  }

  /** Whether a server that serves the dialect is there already. */
  has(host: string, setting: string, dialect: Dialect): boolean {
    const server = this.#servers.get(keyOf(host, setting, dialect));
    return server !== undefined && (server.multiplexed || !isMultiplexed(dialect));
  }

  met(dialect: Dialect, setting: string): boolean {
    return this.#met.has(JSON.stringify([title(dialect), setting]));
  }

  servers(): PlannedServer[] {
    return [...this.#servers.values()];
  }
}

function keyOf(host: string, setting: string, dialect: Dialect): string {
  return JSON.stringify([host, setting, dialect.socket]);
}
