// Writes the measured part of docs/choosing.md: the figures in their tables, and what they say of each conclusion.
import { commandOf } from "../../src/bench/advice/advice.ts";
import type { Figures, Measured, Results } from "../../src/bench/results.ts";
import { countOf, megabytes } from "../../src/bench/words.ts";
import type { Kind, Measurements } from "./measurements.ts";

/** The part that is measured. */
export function page(measured: Measurements, cores: number): string {
  const { computing, waiting, short, versions, runs } = measured;
  const { ours } = computing;
  return `## Three kinds of calls, measured

Written by \`node bench/choosing/main.ts\` on ${ours.date}.

![Calls a second of each server in each test](choosing.svg)

### Calls that compute

A call uses a processor for 30 ms, as a model's prediction may. **Seconds for 100 calls**, which are 3 seconds of one processor:

${table(computing, secondsOf)}

${advised(computing)}

### Calls that wait

A call waits for 30 ms, as for a database, and computes nothing. **Seconds for 100 calls**:

${table(waiting, secondsOf)}

${advised(waiting)}

Python's servers have a thread or a process for each call that waits; ours have \`--concurrency\`.

### Calls of microseconds

\`add(1, 2)\`. **Calls a second**, of the load generator's as much as of the server's:

${table(short, ({ rate }) => countOf(rate))}

${advised(short)}

### The article's conclusions in figures

Seconds for 100 calls that compute.

${conclusions(measured)}

### How it was measured

- ${ours.machine}, ${cores} cores, which servers and clients share; pools of ${ours.workers}. ${undisturbed(runs)}
- thriftserve on ${ours.runtime}; ${versions.python}, python3-thrift ${versions.thrift} with its protocols in C, pools of ten.
- Everything goes over 127.0.0.1, framed, binary. Every server is started anew for its tests, and ended before the next.
- 30 ms of a processor are counted by the thread's own time, so that calls side by side do not share them.
- Columns: ${ours.tests.map(({ short, title }) => `${short}, ${title}`).join("; ")}. Memory: of all of a server's processes,
  with ten clients connected.
`;
}

function table({ ours, python }: Kind, cell: (figures: Figures) => string): string {
  const { tests } = ours;
  const servers = [...ours.servers, ...python.servers];
  const row = (server: Measured) => {
    const cells = tests.map(({ name }) => withFailures(server.figures[name], cell));
    const memory = server.memory === undefined ? "" : megabytes(server.memory);
    const name = server.name === ours.advice.choice ? `**${server.name}**` : server.name;
    return `| ${[name, ...cells, memory].join(" | ")} |`;
  };
  return [
    `| | ${tests.map(({ short }) => short).join(" | ")} | memory |`,
    `|---|${tests.map(() => "---:|").join("")}---:|`,
    ...servers.map(row),
  ].join("\n");
}

function withFailures(figures: Figures | undefined, cell: (figures: Figures) => string): string {
  if (figures === undefined) return "";
  const lost = figures.failed + figures.unanswered;
  return cell(figures) + (lost > 0 ? ` (${lost} not answered)` : "");
}

function secondsOf({ seconds }: Figures): string {
  return seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1);
}

/** The advice as the command gave it. */
function advised({ ours }: Kind): string {
  const { advice } = ours;
  const list = (items: readonly string[]) => items.map((item) => `- ${item}`);
  return [
    `The advice is **${commandOf("handler.ts", advice)}**. ${advice.finding}`,
    "",
    ...list(advice.reasons),
    "",
    "Otherwise, for",
    "",
    ...list(advice.otherwise),
  ].join("\n");
}

function conclusions(measured: Measurements): string {
  const { computing, pipelined, withoutSpares, manySpares } = measured;
  const of = ({ servers }: Pick<Results, "servers">, name: string, test: string) =>
    `${secondsOf(servers.find((one) => one.name === name)!.figures[test]!)} s`;
  const { workers } = computing.ours;
  const own = (name: string, test: string) => of(computing.ours, name, test);
  const python = (model: string, test: string) => of(computing.python, `Python ${model}`, test);
  const between = (results: Results, test: string) => {
    const all = results.servers
      .map(({ figures }) => figures[test]!.seconds)
      .sort((one, other) => one - other);
    return `${all[0]!.toFixed(2)} to ${all.at(-1)!.toFixed(2)} s`;
  };
  const pool = `processpool ${workers}`;
  const rows = [
    [
      "A client's calls are run one after the other, whatever the server, and threads that share the client change nothing",
      `in series ${between(computing.python, "series")}, shared ${between(computing.python, "shared")}`,
      `so it is here: in series ${between(computing.ours, "series")}, shared ${between(computing.ours, "shared")}. With \`--pipeline 10\` calls of one connection run side by side: nonblocking ${workers}, shared, ${of(pipelined, `nonblocking ${workers}`, "shared")}`,
    ],
    [
      "The simple server makes no more of ten clients than of one",
      `ten clients ${python("simple", "few")}`,
      `so it is here: ${own("simple", "few")}. \`nonblocking --workers 0\` serves all of them in turn, in ${own("nonblocking 0", "few")}`,
    ],
    [
      "Threads gain nothing where calls compute: Python's run one at a time",
      `ten clients: threadpool ${python("threadpool", "few")}, threaded ${python("threaded", "few")}, against ${python("simple", "few")} of simple`,
      `threads are real: threadpool ${workers} ${own(`threadpool ${workers}`, "few")}, nonblocking ${workers} ${own(`nonblocking ${workers}`, "few")}, threaded ${own("threaded", "few")}, against ${own("nonblocking 0", "few")} on one event loop`,
    ],
    [
      "Ten processes are ten times as fast, on a machine with ten cores",
      `processpool of ten ${python("processpool", "few")}`,
      `${pool} ${own(pool, "few")}. This machine has ${computing.ours.processors} processors: no number of processes makes more of them`,
    ],
    [
      "A process for each connection costs dearly: a hundred connections took 11 s, and 3 s by a pool",
      `a hundred clients: forking ${python("forking", "many")}, processpool ${python("processpool", "many")}; ten callers with a new connection for each call: ${python("forking", "fresh")} and ${python("processpool", "fresh")}. Python forks a process that has loaded everything`,
      `a hundred clients: forking ${own("forking", "many")} with ten \`--spares\`, ${of(withoutSpares, "forking", "many")} without, ${of(manySpares, "forking", "many")} with a hundred; ${pool} ${own(pool, "many")}. A new connection for each call: ${own("forking", "fresh")}, ${of(withoutSpares, "forking", "fresh")} and ${of(manySpares, "forking", "fresh")}, and ${own(pool, "fresh")}. Here a process starts from nothing, and spares have started before they are needed`,
    ],
    [
      "A hundred clients at once get in, as the backlog is 128",
      `calls that failed: ${failures(computing.python)}`,
      `calls that failed: ${failures(computing.ours)}. \`--backlog\` is 128 by default`,
    ],
  ];
  return [
    "| the article | Apache's Python servers here | thriftserve here |",
    "|---|---|---|",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");
}

function undisturbed({ all, disturbed }: Measurements["runs"]): string {
  const idle = "nine tenths of the processors were idle before it and after it";
  return disturbed === 0
    ? `In each of the ${all} runs ${idle}.`
    : `In ${all - disturbed} of ${all} runs ${idle}; the others were disturbed by other programs.`;
}

/** Of all servers with many clients. */
function failures({ servers }: Results): number {
  return servers.reduce((sum, { figures }) => sum + figures.many!.failed, 0);
}
