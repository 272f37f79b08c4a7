// The suites that are measured, as a table. The goals are one of them; the others show the whole picture.
import { goalGroups, goalServers, steady } from "./goals.ts";
import type { FreshLoad, Group, Load } from "./results.ts";
import { cpp, go, java, npm, own, py, type ServerSpec } from "./servers.ts";
import { requestNames } from "./shapes.ts";

/** The names that `--only` takes, in the order of measuring. */
export const suiteNames = [
  "goals",
  "dialects",
  "tls",
  "shapes",
  "connections",
  "models",
  "fresh",
  "memory",
  "start",
] as const;

/** Those of `--quick`. */
export const quickNames = ["goals", "dialects", "tls"] as const satisfies readonly SuiteName[];

export type SuiteName = (typeof suiteNames)[number];

/** One part of the benchmark. */
export interface Suite {
  readonly title: string;
  /** For the report: what is measured and how to read it. */
  readonly explanation: string;
  readonly groups: readonly Group[];
  /** Servers whose idle connections are weighed. */
  readonly idle?: readonly ServerSpec[];
  /** Servers whose workers are weighed. */
  readonly workers?: readonly ServerSpec[];
  /** Servers that are started cold. */
  readonly start?: readonly ServerSpec[];
}

const runtimes = ["bun", "deno", "node"] as const;
const all = ["bun", "executable", "deno", "node"] as const;
const oneThread = cpp("nonblocking-io", 1);
const paced = (pace: number): FreshLoad => ({ kind: "fresh", callers: 64, pace });
const flatOut = (callers: number): FreshLoad => ({ kind: "fresh", callers, pace: 0 });

const shapeGroup = (dialect: Group["dialect"]): Group => ({
  title: `Shapes of message in ${dialect}`,
  dialect,
  servers: [...own(["bun", "executable", "deno"], "nonblocking", 0), oneThread],
  base: oneThread,
  loads: requestNames.map((name) => steady(name)),
});

/** A dialect beside those of Apache's that have it, all on one event loop or with a thread for each connection. */
function dialectGroup(dialect: Group["dialect"], peers: readonly [ServerSpec, ...ServerSpec[]]): Group {
  const servers = [...own(["bun", "deno"], "nonblocking", 0), ...peers];
  return {
    title: dialectTitles[dialect],
    dialect,
    servers,
    base: peers[0],
    loads: [steady("add"), steady("points100")],
  };
}

const dialectTitles: Readonly<Record<Group["dialect"], string>> = {
  binary: "Binary",
  compact: "Compact",
  json: "JSON",
  header: "THeader",
  http: "HTTP",
  tls: "TLS, connections that stay",
};

const securedServers = [
  ...own(["bun", "deno", "node"], "nonblocking", 0),
  ...own(["bun"], "processpool", 2),
  cpp("threaded"),
];

const handshakes: Group = {
  title: "TLS, a whole handshake for each call",
  dialect: "tls",
  servers: securedServers,
  base: cpp("threaded"),
  loads: [flatOut(8)],
};

const secured: Group = {
  ...dialectGroup("tls", [cpp("threaded")]),
  servers: securedServers,
};

const connectionGroup = (depth: number): Group => ({
  title: depth === 1 ? "Connections" : `Connections, ${depth} calls under way on each`,
  dialect: "binary",
  servers: [
    ...own(all, "nonblocking", 0),
    ...own(["bun"], "nonblocking", 2),
    oneThread,
    cpp("nonblocking", 2),
    cpp("threaded"),
    npm("node"),
    npm("bun"),
    py("nonblocking", 8),
  ],
  base: oneThread,
  loads: [1, 8, 32, 100, 1000].map((connections) => steady("add", connections, depth)),
});

/** Each of our models beside Apache's of the same name; where C++ has none, beside Python's alone. */
const modelGroups: readonly Group[] = [
  modelGroup("simple", undefined, [py("simple"), cpp("simple")], 1),
  modelGroup("threaded", undefined, [py("threaded"), cpp("threaded")]),
  modelGroup("threadpool", 2, [py("threadpool", 8), cpp("threadpool", 8), java("threadpool")]),
  modelGroup("nonblocking", 2, [py("nonblocking", 2), cpp("nonblocking", 2), java("selector", 2)]),
  modelGroup("forking", undefined, [py("forking")]),
  modelGroup("processpool", 2, [py("processpool", 8), cpp("threaded"), go, java("threadpool")]),
];

function modelGroup(
  model: string,
  workers: number | undefined,
  peers: readonly [ServerSpec, ...ServerSpec[]],
  connections = 8,
): Group {
  const loads: Load[] = [steady("add", connections), steady("points100", connections)];
  const servers = [...own(runtimes, model, workers), ...peers];
  return { title: `The model ${model}`, dialect: "binary", servers, base: peers[0], loads };
}

/** The suites, by name. */
export const suites: Readonly<Record<SuiteName, Suite>> = {
  goals: {
    title: "What must hold",
    explanation:
      "The measurements behind the table at the top. Unless a row says otherwise: 8 connections, framed, binary.",
    groups: goalGroups,
    ...goalServers,
  },
  dialects: {
    title: "Dialects",
    explanation:
      "8 connections, one call at a time on each. Apache's C++ has THeader and HTTP for threaded servers only.",
    groups: [
      dialectGroup("binary", [oneThread, go, java("selector", 2)]),
      dialectGroup("compact", [oneThread, go, java("selector", 2)]),
      dialectGroup("json", [oneThread, go, java("selector", 2)]),
      dialectGroup("header", [cpp("threaded"), go]),
      dialectGroup("http", [cpp("threaded")]),
    ],
  },
  tls: {
    title: "TLS",
    explanation:
      "8 callers with a connection each, a certificate with a key of P-256, no session resumed. C++ has a thread for each connection.",
    groups: [handshakes, secured],
  },
  shapes: {
    title: "Shapes of message",
    explanation:
      "Each call's reply carries what the call brought, so a message is read and written once. 8 connections.",
    groups: [shapeGroup("binary"), shapeGroup("compact")],
  },
  connections: {
    title: "Connections",
    explanation: "The smallest call over more and more connections, one at a time on each and pipelined.",
    groups: [connectionGroup(1), connectionGroup(16)],
  },
  models: {
    title: "Server models",
    explanation:
      "Each model beside Apache's of the same name; ratios are to Python's. C++, Go and Java have no processpool: what uses all cores stands beside it. Python's pools need a worker for each connection, so they have 8.",
    groups: modelGroups,
  },
  fresh: {
    title: "Fresh connections under forking",
    explanation: "Each call connects, calls and closes; a process serves each connection.",
    groups: [
      {
        title: "A process for each connection",
        dialect: "binary",
        servers: [...own(["executable", ...runtimes], "forking"), py("forking")],
        base: py("forking"),
        loads: [paced(10), paced(50), paced(100), flatOut(1), flatOut(10)],
      },
    ],
  },
  memory: {
    title: "Memory",
    explanation:
      "Proportional set sizes of all of a server's processes. An idle connection has made one call. A worker's memory is the difference between 10 workers and 2, divided by 8.",
    groups: [],
    idle: [...own(all, "nonblocking", 0), oneThread, npm("node"), npm("bun")],
    workers: [
      ...own(all, "threadpool"),
      cpp("threadpool"),
      ...own(all, "processpool"),
      py("threadpool"),
      py("processpool"),
    ],
  },
  start: {
    title: "Cold start",
    explanation: "From starting the program until a connection is accepted. Files are in the system's cache.",
    groups: [],
    start: [
      ...own(all, "nonblocking", 0),
      ...own(["executable"], "nonblocking", 2),
      ...own(["executable"], "processpool", 2),
      oneThread,
      npm("node"),
      npm("bun"),
      py("threadpool", 8),
    ],
  },
};
