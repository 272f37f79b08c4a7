// Measures three kinds of calls by `thriftserve bench`, beside Apache's Python servers, and writes the figures in docs/choosing.md.
//
//   node bench/choosing/main.ts [--quick] [--now] [--keep FILE] [--from FILE]
//
// It takes fifteen minutes of a machine that does nothing else, and waits for such minutes; --now does not. --quick makes a
// tenth of it, to try the page. --keep writes the figures to a file, --from writes the page by such a file.
import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { svgReport } from "../../src/bench/report/picture.ts";
import type { Results } from "../../src/bench/results.ts";
import type { Kind, Measurements } from "./measurements.ts";
import { page } from "./page.ts";
import { generatedCode, startPython } from "./python_server.ts";
import { quietly } from "./quiet.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = "node_modules/bun/bin/bun.exe";
const handler = "bench/choosing/handler.ts";
const idl = "bench/choosing/timed.thrift";
const pythonModels = ["simple", "nonblocking", "threadpool", "threaded", "processpool", "forking"];

/** The document stands by itself above it. */
const mark = "<!-- What is below this line is written by bench/choosing/main.ts. -->";

let isWaiting = true;
/** Runs of the command, and those that other programs may have disturbed. */
const runs = { all: 0, disturbed: 0 };

async function measure(isQuick: boolean): Promise<Measurements> {
  const generated = generatedCode();
  const hundred = ["--calls", isQuick ? "10" : "100", ...(isQuick ? ["--clients", "2,10"] : [])];
  const work = ["-m", "work", "-a", "[30]", ...hundred];
  const nap = ["-m", "nap", "-a", "[30]", ...hundred];
  const add = ["-m", "add", "-a", "[1, 2]"];
  return {
    computing: await kindOf(generated, work, work),
    pipelined: await bench([handler, ...work, "--models", "nonblocking", "--", "--pipeline", "10"]),
    withoutSpares: await bench([handler, ...work, "--models", "forking", "--", "--spares", "0"]),
    manySpares: await bench([handler, ...work, "--models", "forking", "--", "--spares", "100"]),
    waiting: await kindOf(generated, nap, nap),
    short: await kindOf(
      generated,
      [...add, "--within", isQuick ? "20" : "90"],
      [...add, "--within", isQuick ? "5" : "18"],
    ),
    versions: {
      python: execFileSync("/usr/bin/python3", ["--version"], { encoding: "utf8" }).trim(),
      thrift: execFileSync("dpkg-query", ["--show", "python3-thrift"], { encoding: "utf8" })
        .trim()
        .split(/\s+/)[1]!,
    },
    runs,
  };
}

async function kindOf(generated: string, ours: readonly string[], theirs: readonly string[]): Promise<Kind> {
  const measured = (await bench([handler, ...ours])) as Kind["ours"];
  const theirsMeasured: Results[] = [];
  for (const model of pythonModels) {
    // One at a time, and ended: a server that is left with calls would take the processor from the next.
    const run = await counted(async () => {
      const server = await startPython(generated, model);
      try {
        return await runBench(["--address", `127.0.0.1:${server.port}`, "--idl", idl, ...theirs]);
      } finally {
        server.end();
      }
    });
    theirsMeasured.push({ ...run, servers: run.servers.map((one) => ({ ...one, name: `Python ${model}` })) });
  }
  return {
    ours: measured,
    python: { ...theirsMeasured[0]!, servers: theirsMeasured.flatMap(({ servers }) => servers) },
  };
}

async function bench(args: readonly string[]): Promise<Results> {
  return await counted(() => runBench(args));
}

async function counted(run: () => Promise<Results>): Promise<Results> {
  const { value, isDisturbed } = await quietly(run, isWaiting);
  runs.all++;
  if (isDisturbed) runs.disturbed++;
  return value;
}

async function runBench(args: readonly string[]): Promise<Results> {
  console.error(`bench ${args.join(" ")}`);
  const [first = "", ...rest] = args;
  const all = ["mod.ts", "bench", "--json", "-", first, ...rest];
  const { stdout } = await promisify(execFile)(program, all, { cwd: root, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    now: { type: "boolean" },
    from: { type: "string" },
    keep: { type: "string" },
  },
});
isWaiting = values.now !== true;
const measurements: Measurements =
  values.from === undefined
    ? await measure(values.quick === true)
    : JSON.parse(readFileSync(values.from, "utf8"));
if (values.keep !== undefined) writeFileSync(values.keep, JSON.stringify(measurements));
const { ours, python } = measurements.computing;
const all: Results = {
  ...ours,
  handler: "100 calls of 30 ms",
  servers: [...ours.servers, ...python.servers],
};
writeFileSync(
  new URL("docs/choosing.svg", `file://${root}`),
  svgReport({ ...all, method: "work" }, ours.advice),
);
const document = new URL("docs/choosing.md", `file://${root}`);
const [prose = ""] = readFileSync(document, "utf8").split(mark);
writeFileSync(document, `${prose.trimEnd()}\n\n${mark}\n\n${page(measurements, cpus().length)}`);
