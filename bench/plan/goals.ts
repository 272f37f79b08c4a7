// The goals of the project, as bounds that must hold, and the measurements that they need.
import {
  type Figure,
  type Group,
  isSame,
  type Load,
  median,
  type Outcome,
  ratio,
  type SteadyLoad,
} from "./results.ts";
import { cpp, java, nameOf, npm, own, py, type ServerSpec } from "./servers.ts";

/** A bound, and what was measured of it. */
export interface Goal {
  readonly what: string;
  readonly bound: "at least" | "at most";
  readonly limit: number;
  /** `×` is a ratio to the group's base. */
  readonly unit: "×" | "ms" | "MB";
  /** Undefined: not measured, `why` says why. */
  readonly measured: number | undefined;
  readonly why?: string | undefined;
}

/** A call of this shape over 8 connections, one call at a time on each, unless told otherwise. */
export function steady(request: SteadyLoad["request"], connections = 8, depth = 1): SteadyLoad {
  return { kind: "steady", request, connections, depth };
}

const [bun, executable, deno, node] = own(["bun", "executable", "deno", "node"], "nonblocking", 0) as [
  ServerSpec,
  ServerSpec,
  ServerSpec,
  ServerSpec,
];
const oneThread = cpp("nonblocking-io", 1);
const [bunThreads] = own(["bun"], "nonblocking", 2) as [ServerSpec];
const [forking] = own(["executable"], "forking") as [ServerSpec];
const paced: Load = { kind: "fresh", callers: 64, pace: 50 };
const flatOut: Load = { kind: "fresh", callers: 10, pace: 0 };

/** The one group that the chart is drawn of: every program, on one event loop where it has one. */
export const eventLoop: Group = {
  title: "One event loop",
  dialect: "binary",
  servers: [bun, executable, deno, node, oneThread, npm("node"), npm("bun"), py("threadpool", 8)],
  base: oneThread,
  loads: [steady("add"), steady("echo1k"), steady("points100"), steady("echo64k")],
};
const compact: Group = {
  ...eventLoop,
  title: "One event loop, compact protocol",
  dialect: "compact",
  servers: [bun, executable, oneThread],
  loads: [steady("points100")],
};
const strings: Group = {
  ...eventLoop,
  title: "Strings of many scripts, and maps by strings",
  servers: [bun, executable, deno, oneThread],
  loads: [steady("texts100 mixed"), steady("map100 string:i32")],
};
const pipelined: Group = {
  ...eventLoop,
  title: "Pipelined",
  servers: [bun, bunThreads, oneThread],
  loads: [steady("add", 8, 16)],
};
const threads: Group = {
  ...eventLoop,
  title: "Calls run by two threads",
  servers: [bunThreads, cpp("nonblocking", 2)],
  base: cpp("nonblocking", 2),
  loads: [steady("add"), steady("echo1k"), steady("add", 32), steady("echo1k", 32), steady("points100", 16)],
};
const selector: Group = {
  ...eventLoop,
  title: "Calls run by two threads, beside Java",
  servers: [bunThreads, java("selector", 2)],
  base: java("selector", 2),
  loads: [steady("add", 16), steady("add", 32), steady("echo1k", 16), steady("echo1k", 32)],
};
const threaded = against("threaded", undefined, py("threaded"), steady("add"));
const threadpool = against("threadpool", 2, py("threadpool", 8), steady("add"));
const processpool = against("processpool", 2, cpp("threaded"), steady("add", 16));
const fresh: Group = {
  title: "Fresh connections under forking",
  dialect: "binary",
  servers: [forking, py("forking")],
  base: py("forking"),
  loads: [paced, flatOut],
};

/** What is measured for the goals. */
export const goalGroups = [
  eventLoop,
  compact,
  strings,
  pipelined,
  threads,
  selector,
  threaded,
  threadpool,
  processpool,
  fresh,
] as const;

/** The servers whose idle connections are weighed for the goals, and those that are started for them. */
export const goalServers = { idle: [bun, executable], start: [executable] } as const;

function against(model: string, workers: number | undefined, base: ServerSpec, load: Load): Group {
  const servers = [...own(["bun"], model, workers), base];
  return { title: `${model} and ${nameOf(base)}`, dialect: "binary", servers, base, loads: [load] };
}

/** @returns every goal, with what was measured of it. */
export function judge(outcomes: readonly Outcome[], figures: readonly Figure[]): Goal[] {
  const rates = (group: Group, server: ServerSpec, limits: readonly (readonly [Load, number])[]): Goal[] =>
    limits.map(([load, limit]) => rateGoal(outcomes, group, server, load, limit));
  const [add, echo1k, points100, echo64k] = eventLoop.loads as [Load, Load, Load, Load];
  const fastest = [
    [add, 1.5],
    [echo1k, 1.5],
    [points100, 1.2],
    [echo64k, 0.9],
  ] as const;
  const level = [
    [add, 1],
    [points100, 1],
  ] as const;
  return [
    ...[bun, executable].flatMap((server) => [
      ...rates(eventLoop, server, fastest),
      ...rates(compact, server, [[points100, 1.2]]),
    ]),
    ...[deno, node].flatMap((server) => rates(eventLoop, server, level)),
    ...[bun, bunThreads].flatMap((server) => rates(pipelined, server, [[pipelined.loads[0]!, 8]])),
    ...[bun, executable, deno].flatMap((server) =>
      rates(
        strings,
        server,
        strings.loads.map((load) => [load, server === deno ? 1 : 1.2]),
      ),
    ),
    ...rates(
      threads,
      bunThreads,
      threads.loads.map((load, index) => [load, [0.9, 0.9, 1.3, 1.3, 1.2][index]!]),
    ),
    ...rates(
      selector,
      bunThreads,
      selector.loads.map((load, index) => [load, index < 2 ? 1.3 : 1.2]),
    ),
    ...[threaded, threadpool].flatMap((group) => rates(group, group.servers[0]!, [[add, 2]])),
    ...rates(processpool, processpool.servers[0]!, [[processpool.loads[0]!, 1]]),
    {
      ...rateGoal(outcomes, fresh, forking, paced, 0.5, "p50"),
      what: `${nameOf(forking)}: fresh connections, 50 a second, median latency / ${nameOf(fresh.base)}`,
      bound: "at most",
    },
    ...rates(fresh, forking, [[flatOut, 0.3]]),
    ...goalServers.start.map((server) =>
      figureGoal(figures, "start", server, 60, "from start to the first answer"),
    ),
    ...goalServers.idle.map((server) => figureGoal(figures, "idle connections", server, 100, "10,000 idle")),
  ];
}

function rateGoal(
  outcomes: readonly Outcome[],
  group: Group,
  server: ServerSpec,
  load: Load,
  limit: number,
  column: "rate" | "p50" = "rate",
): Goal {
  const find = (wanted: ServerSpec): Outcome | undefined =>
    outcomes.find((one) => one.group === group && isSame(one.load, load) && isSame(one.server, wanted));
  const [outcome, base] = [find(server), find(group.base)];
  const measured = outcome && base ? ratio(outcome, base, column) : Number.NaN;
  const failed = [outcome, base].find((one) => one?.failure !== undefined);
  return {
    what: `${nameOf(server)}: ${shortLoad(load, group)} / ${nameOf(group.base)}`,
    bound: "at least",
    limit,
    unit: "×",
    measured: Number.isNaN(measured) ? undefined : measured,
    why: failed && `${nameOf(failed.server)} ${failed.absent ? "is missing" : "failed"}`,
  };
}

function shortLoad(load: Load, { dialect }: Group): string {
  if (load.kind === "fresh") return "fresh connections, as fast as they go";
  const connections = load.connections === 8 ? "" : `, ${load.connections} connections`;
  const depth = load.depth === 1 ? "" : `, depth ${load.depth}`;
  return `${load.request}${dialect === "compact" ? " in compact" : ""}${connections}${depth}`;
}

function figureGoal(
  figures: readonly Figure[],
  what: Figure["what"],
  server: ServerSpec,
  limit: number,
  described: string,
): Goal {
  const figure = figures.find((one) => one.what === what && isSame(one.server, server));
  const measured = figure && figure.values.length > 0 ? median(figure.values) : undefined;
  const unit = what === "start" ? "ms" : "MB";
  return {
    what: `${nameOf(server)}: ${described}${unit === "MB" ? " connections hold" : ""}`,
    bound: "at most",
    limit,
    unit,
    measured,
    why: figure?.failure,
  };
}
