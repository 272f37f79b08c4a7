// `thriftserve bench`: measures a handler under each server model, and says which to choose.
import { writeFileSync } from "node:fs";
import { adviceOf } from "../../../bench/advice/advice.ts";
import { type BenchPlan, type Outcome, runBench } from "../../../bench/bench.ts";
import { candidateNames } from "../../../bench/candidates.ts";
import { generate, generatorVariable } from "../../../bench/load/generator_main.ts";
import { Generators } from "../../../bench/load/generators.ts";
import { FirstCallError } from "../../../bench/probe.ts";
import { htmlReport, svgReport } from "../../../bench/report/picture.ts";
import { textReport } from "../../../bench/report/text.ts";
import type { Results } from "../../../bench/results.ts";
import { endServers, ServerStartError } from "../../../bench/servers/server.ts";
import { usualClients } from "../../../bench/tests.ts";
import { processors } from "../../../options/processors.ts";
import { displayPath } from "../../../words/paths.ts";
import { textOf } from "../../../words/thrown.ts";
import { UsageError } from "../../mistakes.ts";
import { print, say } from "../../say.ts";
import type { Command, Invocation } from "../command.ts";
import { callOf, othersOf } from "./called.ts";
import { describeMachine } from "./machine.ts";
import { showSteps } from "./progress.ts";
import { type BenchOptions, benchRows } from "./rows.ts";

/** The command. */
export const bench: Command = {
  description:
    "Measures a handler under each server model with one client and with many, and says which to choose.",
  usage: "HANDLER --method NAME [--args JSON] [options] [-- OPTIONS OF SERVE]",
  operands: { handler: "the module; none with --address" },
  required: 0,
  more: true,
  importsHandler: true,
  rows: benchRows,
  after: () => [
    {
      title: "Exit statuses",
      items: [
        ["0", "it was measured"],
        ["1", "no server came up, or the first call had no result"],
        ["2", "the command line is wrong, or an argument does not fit the IDL"],
      ],
    },
    {
      title: "Examples",
      examples: [
        "thriftserve bench handler.ts \\",
        "  -m predict -a @input.json",
        "thriftserve bench handler.ts -m add \\",
        "  -a '[1, 2]' --models inline,forking",
        "thriftserve bench handler.ts -m add \\",
        "  -a '[1, 2]' -- --pipeline 10",
        "thriftserve bench -m add -a '[1]' \\",
        "  --address host:9090",
      ],
    },
  ],
  run,
};

/** Options of servers that are not to be told behind `--`: they are what is measured. */
const ours =
  /^(-[mpwb]|--(model|workers|concurrency|host|port|listen|unix|listen-fd|config|idl|include))(=|$)/;

async function run(invocation: Invocation): Promise<number> {
  if (process.env[generatorVariable] !== undefined) {
    await generate();
    return 0;
  }
  const options = invocation.options as BenchOptions;
  const [handler, ...passed] = invocation.operands;
  refuseUseless(handler, passed, options, invocation.args);
  const dialect = {
    protocol: options.protocol ?? "binary",
    transport: options.transport ?? "framed",
  } as const;
  const { unlessNotReached } = await import("../reflection.ts");
  return await unlessNotReached(async () => {
    const plan: BenchPlan = {
      handler:
        handler === undefined ? undefined : { path: handler, options: [...idlOptions(options), ...passed] },
      names: options.models ?? candidateNames,
      workers: options.workers ?? processors(),
      concurrency: options.concurrency,
      dialect,
      others: othersOf(options, dialect),
      call: await callOf(handler, options),
      clients: options.clients ?? [usualClients.few, usualClients.many],
      calls: options.calls,
      rate: options.rate,
      // What the last servers take to end, and this program to start, is no part of it.
      budget: Math.max(1, (options.within ?? 120) * 0.95 - 3),
    };
    return await measure(plan, options);
  });
}

async function measure(plan: BenchPlan, options: BenchOptions): Promise<number> {
  const began = performance.now();
  const progress = showSteps();
  const generators = new Generators(Math.max(1, Math.floor(processors() / 2)));
  const end = () => {
    endServers();
    generators.end();
  };
  const stopped = (signal: NodeJS.Signals) => {
    progress.end();
    end();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("exit", end);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stopped);
  let outcome: Outcome;
  try {
    outcome = await runBench(plan, generators, progress);
  } catch (error) {
    progress.end();
    if (!(error instanceof ServerStartError || error instanceof FirstCallError)) throw error;
    const what = error instanceof FirstCallError ? `the first call of ${options.method} failed: ` : "";
    say(what + textOf(error));
    return 1;
  } finally {
    progress.end();
    end();
  }
  const { handler, workers, rate } = plan;
  return report(
    {
      handler: handler && displayPath(handler.path),
      method: options.method!,
      ...(await describeMachine()),
      ...{ workers, rate, ...outcome },
      date: new Date().toISOString().slice(0, 10),
      seconds: (performance.now() - began) / 1000,
    },
    options,
  );
}

function report(results: Results, { json, svg, html }: BenchOptions): number {
  const advice = adviceOf(results);
  const text = `${JSON.stringify({ ...results, advice }, null, 2)}\n`;
  const columns = Number(process.env.COLUMNS) || process.stdout.columns || 80;
  print(json === "-" ? text : textReport(results, advice, Math.max(60, columns)));
  const files = [
    { path: json === "-" ? undefined : json, content: () => text },
    { path: svg, content: () => svgReport(results, advice) },
    { path: html, content: () => htmlReport(results, advice) },
  ];
  for (const { path, content } of files) {
    if (path === undefined) continue;
    try {
      writeFileSync(path, content());
    } catch (error) {
      say((error as Error).message);
      return 1;
    }
  }
  return 0;
}

function idlOptions({ idl, include = [] }: BenchOptions): string[] {
  return [
    ...(idl === undefined ? [] : ["--idl", idl]),
    ...include.flatMap((folder) => ["--include", folder]),
  ];
}

function refuseUseless(
  handler: string | undefined,
  passed: readonly string[],
  { method, address, models }: BenchOptions,
  args: readonly string[],
): void {
  const [first] = passed;
  const surplus = args.includes("--") ? undefined : first;
  if (surplus !== undefined)
    throw new UsageError(`${surplus} is one argument too many; options of servers stand behind --`);
  const own = passed.find((one) => ours.test(one));
  if (own !== undefined)
    throw new UsageError(`${own} behind -- is for servers, and the benchmark sets it itself`);
  if (method === undefined) throw new UsageError("--method is not given: the function to call");
  if ((handler === undefined) === (address === undefined)) {
    throw new UsageError(
      handler === undefined
        ? "no handler is given, nor the --address of a server"
        : `--address is in place of a handler; --compare ${address} measures it beside ${handler}`,
    );
  }
  if (handler === undefined && models !== undefined) throw new UsageError("--models is for a handler");
}
