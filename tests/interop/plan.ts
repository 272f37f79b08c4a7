// Plans the calls of clients to servers: not all of hosts x models x clients x dialects, which would take an hour, but
// so many of them that every pair that matters comes up.
import { type Dialect, isMultiplexed, type Library, type Socket, sockets, title } from "./dialects.ts";

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
      // Over TCP all settings take turns; elsewhere a host has two, and all hosts together have all.
      const turn =
        dialect.socket === "tcp"
          ? titles.indexOf(title(dialect)) + column + 2 * row
          : 2 * row + sockets.indexOf(dialect.socket) + (column % 2);
      const setting = settings[turn % settings.length]!;
      const costly = setting === "forking" && connectsForEachCall(library, dialect);
      planned.add(host, costly ? settings[(turn + 1) % settings.length]! : setting, library, dialect);
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
      planned.add(hosts[(index + number) % hosts.length]!, setting, library, dialect);
    }
  }
  return planned.servers();
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
    const multiplexed = isMultiplexed(dialect);
    const key = JSON.stringify([host, setting, socket, multiplexed]);
    const server = this.#servers.get(key) ?? { host, setting, socket, multiplexed, calls: new Map() };
    this.#servers.set(key, server);
    server.calls.set(library, [...(server.calls.get(library) ?? []), dialect]);
    this.#met.add(JSON.stringify([title(dialect), setting]));
  }

  met(dialect: Dialect, setting: string): boolean {
    return this.#met.has(JSON.stringify([title(dialect), setting]));
  }

  servers(): PlannedServer[] {
    return [...this.#servers.values()];
  }
}
