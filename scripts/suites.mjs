// Runs the test suites: each folder of tests/ is one, on each runtime but for some. Several run at a time; every run
// leaves a JUnit report and a log in .test/reports.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root } from "./programs.mjs";
import { runsOf } from "./shares.mjs";
import { endWithSignals, runTests, runtimeNames } from "./test_files.mjs";

/**
 * @typedef {import("./test_files.mjs").Run} Run
 * @typedef {import("./test_files.mjs").Outcome} Outcome
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ name: string, seconds: number, busy: number }} Cost
 */

/** Nothing runs beside these: they measure how fast something is. */
const measuring = ["speed"];

/** The longest begin first: suites, or files of those that are run in parts. */
const first = ["tests/interop/matrix_test.ts", "server", "cli", "interop", "browser", "commands"].concat([
  "transport",
  "fuzz",
  "codec",
  "models",
  "log",
  "odd",
  "examples",
]);

/** More than there are processors: most tests wait, those of servers for more than half of their time. */
const atOnce = Math.min(3 * availableParallelism(), 12);

/**
 * Runs every suite that the filter lets through and prints a line for each on each runtime.
 *
 * @param {{ runtime?: string[] | undefined, only?: string[] | undefined }} [filter] names of runtimes and of suites;
 *   absent: all
 * @returns {Promise<Counts>} the sums
 */
export async function runSuites({ runtime, only } = {}) {
  refuseUnknown("runtime", runtime, runtimeNames);
  const suites = findSuites();
  refuseUnknown("suite", only, [...suites.keys()]);
  endWithSignals();
  for (const folder of ["reports", "node-cache"]) {
    rmSync(join(root, ".test", folder), { recursive: true, force: true });
  }
  mkdirSync(join(root, ".test/reports"), { recursive: true });

  /** @type {Counts} */
  const total = { passed: 0, failed: 0, skipped: 0 };
  const chosen = [...suites.keys()].filter((suite) => only?.includes(suite) ?? true);
  const runs = chosen
    .flatMap((suite) => runsOf(suite, suites.get(suite) ?? [], runtime))
    .sort((one, other) => placeOf(one) - placeOf(other));
  const sums = new Map(runs.map((run) => [titleOf(run), new Sum(run, runs)]));
  /** @type {Cost[]} */
  const costs = [];
  /** @type {Map<string, number>} */
  const notRun = new Map();
  const runOne = async (/** @type {Run} */ run) => {
    const outcome = await runTests(run);
    for (const [reason, count] of outcome.report.skips) notRun.set(reason, (notRun.get(reason) ?? 0) + count);
    sums.get(titleOf(run))?.add(outcome, total);
    costs.push({ name: nameOf(run), ...outcome });
  };
  await pooled(
    runs.filter(({ suite }) => !measuring.includes(suite)),
    atOnce,
    runOne,
  );
  await pooled(
    runs.filter(({ suite }) => measuring.includes(suite)),
    1,
    runOne,
  );
  if (total.passed + total.failed === 0) {
    console.log("No test ran");
    total.failed = 1;
  }
  tellCosts(costs);
  if (notRun.size > 0) console.log("Not run:");
  for (const [reason, count] of notRun) console.log(`${String(count).padStart(7)} × ${reason}`);
  return total;
}

/** @returns {Map<string, string[]>} suite -> its files */
function findSuites() {
  const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" });
  /** @type {Map<string, string[]>} */
  const suites = new Map();
  for (const file of files.filter((name) => name.endsWith("_test.ts")).sort()) {
    const suite = file.includes("/") ? file.slice(0, file.indexOf("/")) : "tests";
    suites.set(suite, [...(suites.get(suite) ?? []), `tests/${file}`]);
  }
  return suites;
}

/**
 * When a run begins: the lower, the sooner.
 *
 * @param {Run} run
 */
function placeOf({ suite, files }) {
  const file = first.indexOf(files[0] ?? "");
  if (file >= 0) return file;
  return first.includes(suite) ? first.indexOf(suite) : first.length;
}

/**
 * @param {string} what
 * @param {string[] | undefined} names
 * @param {string[]} known
 */
function refuseUnknown(what, names, known) {
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${what} ${unknown}. Known: ${known.join(", ")}`);
}

/**
 * Does all, so many at a time, in their order.
 *
 * @template T
 * @param {T[]} all
 * @param {number} count
 * @param {(one: T) => Promise<void>} work
 */
async function pooled(all, count, work) {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: count }, worker));
}

/** @param {Run} run */
function titleOf({ suite, runtime }) {
  return `${suite.padEnd(12)} ${runtime.padEnd(5)}`;
}

/** @param {Run} run */
function nameOf({ suite, name, runtime, files }) {
  const several = `tests/${suite}/${name === "all" ? "" : name}`;
  return `${files.length === 1 ? files[0] : several} ${runtime}`;
}

/**
 * Prints which runs kept the processors busy the longest, and how long all of them did. All are in .test/reports/costs.txt.
 *
 * @param {Cost[]} costs
 */
function tellCosts(costs) {
  const all = costs.reduce((sum, { busy }) => sum + busy, 0);
  const lines = costs
    .sort((a, b) => b.busy - a.busy)
    .map(
      ({ name, seconds, busy }) => `${busy.toFixed(1).padStart(7)} s in ${seconds.toFixed(1)} s: ${name}\n`,
    );
  writeFileSync(join(root, ".test/reports/costs.txt"), lines.join(""));
  console.log(
    `${all.toFixed(0)} s of processor time, most of it in\n${lines.slice(0, 10).join("").trimEnd()}`,
  );
}

/** The outcomes of a suite on a runtime. */
class Sum {
  #title;
  #left;
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #seconds = 0;
  #busy = 0;
  /** @type {Map<string, number>} */
  #skips = new Map();

  /**
   * @param {Run} run one of them
   * @param {Run[]} runs all of all suites
   */
  constructor(run, runs) {
    this.#title = titleOf(run);
    this.#left = runs.filter((one) => titleOf(one) === this.#title).length;
  }

  /**
   * Adds what came of one run. Failures are printed at once, the line of the suite when all have ended.
   *
   * @param {Outcome} outcome
   * @param {Counts} total is added to as well
   */
  add({ report, crash, seconds, busy }, total) {
    const { passed, skipped, failures, skips } = report;
    const failed = Math.max(failures.length, crash === undefined ? 0 : 1);
    for (const { name, detail } of failures)
      console.log(`\n  FAILED on ${this.#title}: ${name}\n${detail}\n`);
    if (crash !== undefined) console.log(`\n  FAILED on ${this.#title}: ${crash}\n`);
    for (const [reason, count] of skips) this.#skips.set(reason, (this.#skips.get(reason) ?? 0) + count);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    this.#passed += passed;
    this.#failed += failed;
    this.#skipped += skipped;
    this.#seconds += seconds;
    this.#busy += busy;
    this.#left--;
    if (this.#left > 0) return;
    const counts = `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`;
    console.log(`${this.#title} ${counts}, ${this.#seconds.toFixed(1)} s, busy ${this.#busy.toFixed(1)} s`);
    for (const [reason, count] of this.#skips) console.log(`  skipped: ${count} × ${reason}`);
  }
}
