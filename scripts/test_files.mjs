// Runs test files in one process on a runtime, and says what came of them.
import { spawn } from "node:child_process";
import { createWriteStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readReport } from "./junit.mjs";
import { programs, root } from "./programs.mjs";

/**
 * @typedef {"bun" | "deno" | "node"} Runtime
 *
 * @typedef {object} Run
 * @property {string} suite
 * @property {string} name of what is run of it
 * @property {Runtime} runtime
 * @property {string[]} files
 *
 * @typedef {object} Outcome
 * @property {import("./junit.mjs").Report} report
 * @property {string | undefined} crash how it failed as a whole, with its output
 * @property {number} seconds
 * @property {number} busy seconds of processor time, of the run and all that it started and waited for; 0 where the
 *   system does not tell
 */

/**
 * Where Node keeps what it has compiled: hundreds of servers are started, each for 0.15 s of processor time instead of
 * 0.43, and as much less for each of its workers.
 */
const nodeCache = join(root, ".test/node-cache");
/**
 * What a thread or process that loads the sources costs is most of what the tests do. Node looks at each folder above
 * each module for symbolic links: a fifth of a thread's start. Deno collects garbage in a megabyte of memory for the
 * young, again and again: a seventh. Node does as usual where packages and what is about command lines are tried.
 *
 * @param {string} suite
 */
const cheaperStarts = (suite) => ({
  DENO_V8_FLAGS: "--min-semi-space-size=8",
  ...(withoutLinks.includes(suite) && { NODE_PRESERVE_SYMLINKS: "1" }),
});
const withoutLinks = "batching client fuzz log metrics models odd page proxy server tracing watching".split(
  " ",
);
/** Milliseconds for one run: then it hangs, and is ended. The longest takes six minutes where nothing else runs. */
const runTimeout = 30 * 60_000;
/** Milliseconds for one test. */
const testTimeout = 120_000;

/**
 * How each runtime runs test files and is told to write JUnit.
 *
 * @type {Record<Runtime, (files: string[], report: string) => string[]>}
 */
const runtimes = {
  bun: (files, report) => [
    "test",
    ...["--timeout", String(testTimeout), "--reporter=junit", `--reporter-outfile=${report}`],
    ...files.map((file) => `./${file}`),
  ],
  deno: (files, report) => ["test", "-A", "--no-check", `--junit-path=${report}`, inOne(files, report)],
  node: (files, report) => [
    "--test",
    ...["--test-concurrency=1", `--test-timeout=${runTimeout}`],
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...["--test-reporter=junit", `--test-reporter-destination=${report}`],
    inOne(files, report),
  ],
};

/**
 * A module that imports the others, where there are several: Deno and Node load all of the sources anew for each file
 * that they are given, for a third of a second of processor time.
 *
 * @param {string[]} files
 * @param {string} report what it is named for
 */
function inOne(files, report) {
  const [only] = files;
  if (files.length === 1 && only !== undefined) return only;
  const module = report.replace(/\.xml$/, "_test.ts");
  writeFileSync(module, files.map((file) => `import "${pathToFileURL(join(root, file))}";\n`).join(""));
  return module;
}

export const runtimeNames = /** @type {Runtime[]} */ (Object.keys(runtimes));

/**
 * @param {Run} run
 * @returns {Promise<Outcome>}
 */
export async function runTests({ suite, name, runtime, files }) {
  const report = join(root, ".test/reports", `${suite}-${name}-${runtime}.xml`);
  const log = join(root, ".test/reports", `${suite}-${name}-${runtime}.log`);
  const began = performance.now();
  const { ended, busy } = await runToLog(suite, programs[runtime], runtimes[runtime](files, report), log);
  const seconds = (performance.now() - began) / 1000;
  const { counts, spoilt } = read(report);
  const crash = whyCrashed(ended, counts, spoilt);
  const output = () => `${files.join(", ")} ${crash}\n${readFileSync(log, "utf8").trimEnd()}`;
  return { report: counts, crash: crash && output(), seconds, busy };
}

/**
 * @param {string} file
 * @returns {{ counts: import("./junit.mjs").Report, spoilt?: string }}
 */
function read(file) {
  try {
    return { counts: readReport(existsSync(file) ? readFileSync(file, "utf8") : "") };
  } catch (error) {
    return { counts: readReport(""), spoilt: `left a report that cannot be read: ${error}` };
  }
}

/**
 * What failed without a failing test, or ran none, has failed as a whole.
 *
 * @param {number | string} ended
 * @param {import("./junit.mjs").Report} report
 * @param {string | undefined} spoilt
 */
function whyCrashed(ended, { passed, skipped, failures }, spoilt) {
  if (ended === "late") return `did not end within ${runTimeout / 60_000} minutes`;
  if (spoilt !== undefined) return spoilt;
  if (failures.some(({ name }) => name.endsWith("_test.ts"))) return "failed as a whole";
  if (ended !== 0 && failures.length === 0) return `ended with ${ended} though none of its tests failed`;
  return passed + skipped + failures.length === 0 ? "ran no test" : undefined;
}

/**
 * @param {string} suite
 * @param {string} program
 * @param {string[]} options
 * @param {string} log
 * @returns {Promise<{ ended: number | string, busy: number }>} `ended`: the exit status, the signal that ended it, or "late"
 */
function runToLog(suite, program, options, log) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, {
      cwd: root,
      env: {
        ...process.env,
        ...{ NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", NODE_COMPILE_CACHE: nodeCache },
        ...cheaperStarts(suite),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const file = createWriteStream(log);
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    let late = false;
    let busy = 0;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGTERM"); // lets the tests end the servers that they have started
      setTimeout(() => child.kill("SIGKILL"), 5000).unref();
    }, runTimeout);
    running.add(child);
    child.on("error", reject);
    child.on("exit", () => {
      busy = endedTime() - counted;
      counted += busy;
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      file.end(() => resolve({ ended: late ? "late" : (code ?? signal ?? 1), busy }));
    });
  });
}

/**
 * Seconds of processor time of all children that have ended, and of theirs: Linux adds a child's when it is waited for,
 * and Node tells its end right then.
 */
function endedTime() {
  if (process.platform !== "linux") return 0;
  const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
  const [user = 0, system = 0] = fields.split(" ").slice(13, 15).map(Number);
  return (user + system) / 100; // in ticks of 10 ms, whatever the kernel's own
}

/** What of it has been told. */
let counted = endedTime();

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends the runs with this process, where a signal ends it. */
export function endWithSignals() {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.once(signal, () => {
      for (const child of running) child.kill(signal);
      process.exit(130);
    });
  }
}
