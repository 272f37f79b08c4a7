// Runs the test suites: each folder of tests/ is one, on each runtime; interop runs on Node alone, where it starts
// servers on all of them. Every run leaves a JUnit file and a log in .test/.
import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readReport } from "./junit.mjs";
import { programs, root } from "./programs.mjs";

/** Milliseconds for one suite on one runtime: then it hangs, and is ended. */
const suiteTimeout = 12 * 60_000;
/** Milliseconds for one test. */
const testTimeout = 120_000;

/** How each runtime runs test files and is told to write JUnit. Node alone would run files at the same time. */
const runtimes = {
  bun: (files, report) => [
    "test",
    ...["--timeout", String(testTimeout), "--reporter=junit", `--reporter-outfile=${report}`],
    ...files.map((file) => `./${file}`),
  ],
  deno: (files, report) => ["test", "-A", "--no-check", `--junit-path=${report}`, ...files],
  node: (files, report) => [
    "--test",
    ...["--test-concurrency=1", `--test-timeout=${suiteTimeout}`],
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...["--test-reporter=junit", `--test-reporter-destination=${report}`],
    ...files,
  ],
};

const onNodeAlone = ["interop"];

/**
 * Suites that mostly wait, for deadlines to pass for example: all runtimes run them at the same time. What measures
 * how fast calls are, tests/models, does not stand among them.
 */
const atTheSameTime = ["server"];

/**
 * Runs every suite that the filter lets through, one after the other, and prints a line for each.
 *
 * @param filter names of runtimes and of suites; absent: all
 * @returns the sums
 */
export async function runSuites({ runtime: onlyRuntimes, only } = {}) {
  refuseUnknown("runtime", onlyRuntimes, Object.keys(runtimes));
  const suites = findSuites();
  refuseUnknown("suite", only, Object.keys(suites));
  mkdirSync(join(root, ".test"), { recursive: true });

  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [suite, files] of Object.entries(suites)) {
    if (only && !only.includes(suite)) continue;
    const chosen = (onNodeAlone.includes(suite) ? ["node"] : Object.keys(runtimes)).filter(
      (runtime) => onlyRuntimes?.includes(runtime) ?? true,
    );
    const batches = atTheSameTime.includes(suite) ? [chosen] : chosen.map((runtime) => [runtime]);
    for (const batch of batches) {
      const results = await Promise.all(batch.map((runtime) => runSuite(suite, runtime, files)));
      for (const key of Object.keys(total)) for (const result of results) total[key] += result[key];
    }
  }
  if (total.passed + total.failed === 0) {
    console.log("No test ran");
    total.failed = 1;
  }
  return total;
}

/** Suite -> its files, interop last: it takes the longest. */
function findSuites() {
  const files = readdirSync(join(root, "tests"), { recursive: true }).filter((file) =>
    file.endsWith("_test.ts"),
  );
  const suites = {};
  for (const file of files.sort()) {
    const suite = file.includes("/") ? file.slice(0, file.indexOf("/")) : "tests";
    suites[suite] ??= [];
    suites[suite].push(`tests/${file}`);
  }
  const last = (suite) => (onNodeAlone.includes(suite) ? 1 : 0);
  return Object.fromEntries(Object.entries(suites).sort(([a], [b]) => last(a) - last(b)));
}

function refuseUnknown(what, names, known) {
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${what} ${unknown}. Known: ${known.join(", ")}`);
}

async function runSuite(suite, runtime, files) {
  const report = join(root, ".test", `${suite}-${runtime}.xml`);
  const log = join(root, ".test", `${suite}-${runtime}.log`);
  rmSync(report, { force: true });
  const began = performance.now();
  const ended = await runToLog(programs[runtime], runtimes[runtime](files, report), log);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);

  const { passed, failures, skipped, skips } = readReport(
    existsSync(report) ? readFileSync(report, "utf8") : "",
  );
  const crashed = whyCrashed(ended, passed + failures.length + skipped, failures);
  const failed = Math.max(failures.length, crashed ? 1 : 0);
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`;
  console.log(`${suite.padEnd(12)} ${runtime.padEnd(5)} ${counts}`);
  for (const reason of skips) console.log(`  skipped: ${reason}`);
  for (const { name, detail } of failures)
    console.log(`\n  FAILED on ${runtime}: ${name}\n${indent(detail)}\n`);
  if (crashed)
    console.log(
      `\n  FAILED on ${runtime}: the suite ${suite} ${crashed}\n${indent(readFileSync(log, "utf8"))}\n`,
    );
  return { passed, failed, skipped };
}

/** A suite that failed without a failing test, or that ran none, has failed as a whole. */
function whyCrashed(ended, tests, failures) {
  if (ended === "late") return `did not end within ${suiteTimeout / 60_000} minutes`;
  if (failures.some(({ name }) => name.endsWith("_test.ts"))) return "has a file that failed as a whole";
  if (ended !== 0 && failures.length === 0) return `ended with ${ended} though none of its tests failed`;
  return tests === 0 ? "ran no test" : undefined;
}

/** @returns {Promise<number | string>} the exit status, the signal that ended it, or "late" */
function runToLog(program, options, log) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const file = createWriteStream(log);
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGTERM"); // lets the tests end the servers that they have started
      setTimeout(() => child.kill("SIGKILL"), 5000).unref();
    }, suiteTimeout);
    const interrupted = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
      file.end(() => resolve(late ? "late" : (code ?? signal)));
    });
  });
}

function indent(text) {
  return text.trimEnd().replace(/^/gm, "    ");
}
