// Divides the suites among processes: which runtimes run a suite, and which of its files share a process.
import { basename } from "node:path";
import { runtimeNames } from "./test_files.mjs";

/** @typedef {import("./test_files.mjs").Run} Run */

/**
 * On one runtime. Those on Node start other programs, on every runtime, or hold the text of files against a rule. What
 * those on Bun try is TypeScript's own work on text and types, with nothing of a runtime in it: Bun does it in half
 * the processor time, and every suite on the others begins by reading IDL files and checking modules with it.
 *
 * @type {Readonly<Record<string, import("./test_files.mjs").Runtime>>}
 */
const alone = {
  ...{ interop: "node", browser: "node", compatibility: "node", house: "node", scripts: "node" },
  ...{ idl: "bun", value_json: "bun" },
};

/** Each file of these has a process of its own: they mostly wait. Elsewhere its start would cost more than it saves. */
const inParts = ["interop", "server", "cli", "models", "log"];

/**
 * Suites in parts that have many small files as well: those share processes, in which they run one after the other.
 * Starting a process and loading all of the sources takes half a second on the three runtimes. Named are the subjects
 * of the files that have one of their own, as they last, or look at what memory there is.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const lasting = {
  server: [
    "faults",
    "failures",
    "large_replies",
    "layers",
    "limits",
    "multiplexed",
    "progress",
    "relay",
    "reload",
    "renewal",
    "restarts",
    "sockets",
    "tls",
    "tls_reload",
    "waiting",
    "warmup",
  ],
};

/** So many files share a process: enough processes are left to run beside each other. */
const together = 8;

/**
 * What is run of a suite: all its files at once, or each, or some, on each runtime.
 *
 * @param {string} suite
 * @param {string[]} files
 * @param {string[] | undefined} only names of runtimes; absent: all
 * @returns {Run[]}
 */
export function runsOf(suite, files, only) {
  const able = runtimeNames.filter((runtime) => runtime === (alone[suite] ?? runtime));
  const runtimes = able.filter((runtime) => only?.includes(runtime) ?? true);
  return sharesOf(suite, files).flatMap((share) =>
    runtimes.map((runtime) => ({ suite, name: nameOf(suite, share), runtime, files: share })),
  );
}

/**
 * The files of a suite by the processes that run them.
 *
 * @param {string} suite
 * @param {string[]} files
 * @returns {string[][]}
 */
function sharesOf(suite, files) {
  if (!inParts.includes(suite)) return [files];
  const own = files.filter((file) => lasting[suite]?.includes(subjectOf(file)) ?? true);
  const others = files.filter((file) => !own.includes(file));
  const shares = Array.from({ length: Math.ceil(others.length / together) }, (_, index) =>
    others.slice(index * together, (index + 1) * together),
  );
  return [...own.map((file) => [file]), ...shares];
}

/**
 * @param {string} suite
 * @param {string[]} files
 */
function nameOf(suite, files) {
  const [first = "", ...others] = files;
  if (others.length === 0) return subjectOf(first);
  return inParts.includes(suite) ? `${subjectOf(first)}-${subjectOf(others.at(-1) ?? "")}` : "all";
}

/** @param {string} file */
function subjectOf(file) {
  return basename(file, "_test.ts");
}
