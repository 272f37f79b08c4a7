// `npm run bench`: measures this project against Apache's servers and npm's `thrift`, and writes docs/benchmarks.md.
//
//   npm run bench                               everything, about half an hour
//   npm run bench -- --quick                    goals, dialects and TLS, a few minutes
//   npm run bench -- --only shapes              one suite, nothing is written; can be repeated
//   npm run bench -- --call-cost                where the time of a call goes
//   npm run bench -- --rounds 5 --seconds 2     longer
//
// bench/codec.ts measures the codec alone, in seconds; bench/copies.ts texts and binary values beside a memory copy.
import { parseArgs } from "node:util";
import { type CallCosts, measureCallCosts } from "./measure/call_cost.ts";
import { measureIdle, measureWorkers } from "./measure/memory.ts";
import { type Prepared, prepare, tellMissing } from "./measure/prepare.ts";
import { duration, Progress } from "./measure/progress.ts";
import { measureStart } from "./measure/start.ts";
import { runGroup, stepsOf, type Turns } from "./measure/turns.ts";
import { quickNames, type Suite, type SuiteName, suiteNames, suites } from "./plan/suites.ts";
import { callCostSection } from "./report/call_cost.ts";
import { asTerminal, goalsAsTerminal, type Run, type SuiteResult, writeReport } from "./report/report.ts";

const usage = `npm run bench -- [--quick] [--call-cost] [--only SUITE]... [--rounds N] [--seconds S]
  --quick      ${quickNames.join(", ")} alone
  --call-cost  where the time of a call goes, alone
  --only       ${suiteNames.join(", ")}; docs/benchmarks.md is left as it is
  --rounds     rounds that count (default: 3)
  --seconds    of each turn (default: 1; with --quick 0.7)`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      "call-cost": { type: "boolean", default: false },
      only: { type: "string", multiple: true },
      rounds: { type: "string", default: "3" },
      seconds: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const turns = {
    rounds: positive("--rounds", values.rounds),
    seconds: positive("--seconds", values.seconds ?? (values.quick ? "0.7" : "1")),
  };
  if (!Number.isInteger(turns.rounds))
    throw new Error(`--rounds: expected a whole number, got ${turns.rounds}`);
  const names = chosen(values.quick, values.only);
  const began = new Date();
  const prepared = await prepare();
  for (const line of tellMissing(prepared)) console.log(line);
  if (values["call-cost"]) {
    console.log(callCostSection(await measureCallCosts(prepared, turns)));
    return 0;
  }

  const results = await measure(names, turns, prepared);
  console.log(asTerminal(results));
  console.log(goalsAsTerminal(results));
  if (values.only === undefined) {
    const command = ["npm run bench", ...(args.length > 0 ? ["--", ...args] : [])].join(" ");
    const run: Run = { ...turns, command, began };
    const costs = await tryCallCosts(prepared, turns);
    await writeReport(results, run, prepared, costs);
    console.log("\ndocs/benchmarks.md is written.");
  }
  console.log(`That took ${duration((Date.now() - began.getTime()) / 1000)}.`);
  return 0;
}

/** @throws {Error} naming the suites there are. */
function chosen(quick: boolean, only: readonly string[] | undefined): readonly SuiteName[] {
  if (only === undefined) return quick ? quickNames : suiteNames;
  for (const name of only) {
    if (name in suites) continue;
    throw new Error(`--only: there is no suite ${name}. There are ${suiteNames.join(", ")}`);
  }
  return suiteNames.filter((name) => only.includes(name));
}

/** @returns undefined where that cannot be measured. */
async function tryCallCosts(prepared: Prepared, turns: Turns): Promise<CallCosts | undefined> {
  const isPossible = process.platform === "linux" && !prepared.missing.has("load generators");
  return isPossible && !prepared.missing.has("bun") ? await measureCallCosts(prepared, turns) : undefined;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option}: expected a number above 0, got ${text}`);
  return value;
}

async function measure(
  names: readonly SuiteName[],
  turns: Turns,
  prepared: Prepared,
): Promise<SuiteResult[]> {
  const total = names.map((name) => suiteSteps(suites[name], turns)).reduce((sum, steps) => sum + steps, 0);
  const progress = new Progress(total);
  const results: SuiteResult[] = [];
  for (const name of names) {
    const { groups, idle = [], workers = [], start = [] } = suites[name];
    const outcomes = [];
    for (const group of groups) outcomes.push(...(await runGroup(group, turns, prepared, progress)));
    const figures = [
      ...(await measureIdle(idle, prepared, progress)),
      ...(await measureWorkers(workers, prepared, progress)),
      ...(start.length > 0 ? await measureStart(start, turns.rounds, prepared, progress) : []),
    ];
    results.push({ name, outcomes, figures });
  }
  return results;
}

function suiteSteps({ groups, idle = [], workers = [], start = [] }: Suite, turns: Turns): number {
  const ofGroups = groups.map((group) => stepsOf(group, turns)).reduce((sum, steps) => sum + steps, 0);
  return ofGroups + idle.length + workers.length + (start.length > 0 ? 1 : 0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
