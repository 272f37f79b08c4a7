// The tests that each server is put to, as a table.

/** A test. */
export interface Test {
  readonly name: string;
  /** In a line, for reports. */
  readonly title: string;
  /** For the head of a column. */
  readonly short: string;
  /** Connections. */
  readonly clients: number;
  /** Callers that share each connection. */
  readonly callers: number;
  /** Whether each call has a connection of its own. */
  readonly isFresh: boolean;
}

/** The numbers of clients where none are told. */
export const usualClients = { few: 10, many: 100 } as const;

/** The tests in the order in which they are made: the one that may leave a server with calls at work comes last. */
export function testsFor(few: number = usualClients.few, many: number = usualClients.many): readonly Test[] {
  return [
    test("series", "one client, one call after the other", "series"),
    test("shared", `${few} callers share one client`, "shared", 1, few),
    test("few", `${few} clients`, `${few}`, few),
    { ...test("fresh", `${few} callers, a new connection for each call`, "fresh", few), isFresh: true },
    test("many", `${many} clients`, `${many}`, many),
  ];
}

/**
 * Leaves out what says least where there is no time for all: calls are long.
 * @param slot seconds that each test would get.
 * @param seconds of a call.
 */
export function testsWithin(tests: readonly Test[], slot: number, seconds: number): readonly Test[] {
  if (slot >= 3 * seconds) return tests;
  return tests.filter(({ name }) => name !== "shared" && name !== "fresh");
}

function test(name: string, title: string, short: string, clients = 1, callers = 1): Test {
  return { name, title, short, clients, callers, isFresh: false };
}
