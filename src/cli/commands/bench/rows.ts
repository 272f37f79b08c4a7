// The options of `thriftserve bench`.
import { type CandidateName, candidateNames } from "../../../bench/candidates.ts";
import { flag, integer, type Kind, seconds, text } from "../../../options/kinds.ts";
import { oneOf } from "../../../options/names.ts";
import { path } from "../../../options/path_kinds.ts";
import { type ServeRow, serveRows } from "../../../server/options/rows.ts";
import { didYouMean } from "../../../words/nearest.ts";
import { callRows } from "../call/rows.ts";
import type { ConnectingOptions } from "../connecting.ts";
import type { SubjectOptions } from "../subject.ts";

/** The values of the options. */
export interface BenchOptions
  extends SubjectOptions,
    Pick<ConnectingOptions, "protocol" | "multiplexed" | "prefix"> {
  readonly method?: string;
  readonly args?: string;
  readonly models?: readonly CandidateName[];
  readonly workers?: number;
  readonly concurrency?: number;
  readonly address?: string;
  readonly compare?: readonly string[];
  readonly transport?: (typeof transports)[number];
  readonly clients?: readonly [number, number];
  readonly calls?: number;
  readonly rate?: number;
  readonly within?: number;
  readonly json?: string;
  readonly svg?: string;
  readonly html?: string;
}

const called = "What is called";
const measured = "What is measured";
const size = "How much of it";
const output = "What is written besides";
const transports = ["framed", "buffered", "header"] as const;

const names: Kind<readonly CandidateName[]> = {
  type: "other",
  expected: `some of ${candidateNames.join(", ")}, with commas between`,
  accept: (value) => value as readonly CandidateName[],
  read(given) {
    const wanted = given.split(",").map((name) => name.trim());
    return wanted.every((name) => candidateNames.includes(name as CandidateName)) ? wanted : undefined;
  },
  hint(value) {
    const unknown = String(value)
      .split(",")
      .find((name) => !candidateNames.includes(name.trim() as CandidateName));
    const hint = unknown === undefined ? "" : didYouMean(unknown.trim(), candidateNames);
    return hint.replace(/^; /, "") || undefined;
  },
};

const servers: Kind<readonly string[]> = {
  type: "other",
  expected: "NAME=ADDRESS, or an address",
  list: true,
  accept: (value) => value as readonly string[],
  read: (given, previous) => [...((previous as readonly string[] | undefined) ?? []), given],
};

const clients: Kind<readonly [number, number]> = {
  type: "other",
  expected: "two numbers of clients, few and many, such as 10,100",
  accept: (value) => value as readonly [number, number],
  read(given) {
    const [, few, many] = /^([1-9]\d{0,3}),([1-9]\d{0,3})$/.exec(given) ?? [];
    return few === undefined ? undefined : [Number(few), Number(many)];
  },
};

/** As `--help` lists them. */
export const benchRows: Readonly<Record<keyof BenchOptions, ServeRow>> = {
  method: {
    kind: text("the name of a function"),
    group: called,
    letter: "m",
    placeholder: "name",
    help: "the function to call, or Service.function",
  },
  args: {
    kind: text("JSON, or @FILE"),
    group: called,
    letter: "a",
    placeholder: "json",
    help: "its arguments as JSON, by name or in order; @FILE or - reads them",
  },
  idl: { ...callRows.idl, group: called },
  include: { ...serveRows.include, group: called },
  models: {
    kind: names,
    group: measured,
    placeholder: "names",
    help: `the server models, with commas between; inline is nonblocking without workers`,
    usual: "all",
  },
  workers: {
    kind: integer(1, 1000),
    group: measured,
    letter: "w",
    help: "workers of each pool",
    usual: "the number of cores",
  },
  concurrency: {
    kind: integer(1, 10_000),
    group: measured,
    letter: "c",
    help: "calls that a worker runs at a time",
    usual: "1; 100 where calls are found to wait",
  },
  address: {
    kind: text("tcp://HOST:PORT, tls://HOST:PORT or unix:PATH"),
    group: measured,
    placeholder: "address",
    help: "in place of a handler, any Thrift server that runs already",
  },
  compare: {
    kind: servers,
    group: measured,
    placeholder: "name=address",
    help: "measure this server as well, which runs already; can be repeated",
  },
  protocol: { ...callRows.protocol, group: measured },
  transport: {
    kind: oneOf(transports),
    fallback: "framed",
    group: measured,
    placeholder: "name",
    help: "framed, buffered or header",
  },
  multiplexed: { kind: flag, group: measured, help: callRows.multiplexed.help },
  prefix: { ...callRows.prefix, group: measured },
  within: {
    kind: seconds(),
    fallback: 120,
    group: size,
    letter: "t",
    help: "how long all of it may take, if servers start at once",
  },
  clients: {
    kind: clients,
    group: size,
    placeholder: "few,many",
    help: "clients of the tests with few and with many",
    usual: "10,100",
  },
  calls: {
    kind: integer(1, 10_000_000),
    group: size,
    letter: "n",
    help: "calls of each test, however long they take",
    usual: "as many as there is time for",
  },
  rate: {
    kind: integer(1, 1_000_000),
    group: size,
    letter: "r",
    help: "begin this many calls a second, whether or not others were answered; latencies count from when each was due",
  },
  json: {
    kind: path("a path, or -"),
    group: output,
    placeholder: "file",
    help: "write the figures here as JSON; - prints them in place of tables",
  },
  svg: { kind: path("a path"), group: output, placeholder: "file", help: "write a chart here" },
  html: {
    kind: path("a path"),
    group: output,
    placeholder: "file",
    help: "write tables, chart and advice here, as one page",
  },
};
