// Compiles dist/thriftserve, an executable that needs nothing installed: Bun, the sources, and what they import;
// and dist/npm, the JavaScript that the npm package holds (Node runs no TypeScript below node_modules).
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensurePage, pageBundle } from "./page.mjs";
import { programs, root, run } from "./programs.mjs";

const outcome = "dist/thriftserve";

/** What the executable begins with, then what that loads: the command line, a worker thread, a worker process. */
const entries = ["executable", "main"]
  .map((name) => `src/cli/${name}.ts`)
  .concat(["thread_main", "process_main"].map((name) => `src/server/worker/${name}.ts`));

/**
 * `--bytecode` halves the start of a small program: 5 ms of processor time instead of 9. `--splitting` keeps what is
 * imported on demand apart, with the modules of Bun that it names: a worker process is ready after 7 ms instead of 12.
 * `--compile-jit-policy` is undone once a program has started: src/runtime/bun/jit.ts.
 * The executable runs the handler that it is given and nothing else: without `--no-compile-autoload-bunfig` it would run
 * what a bunfig.toml of the working directory preloads, in each worker too, and `.env` would change its environment.
 * The handler's own package.json and tsconfig.json are read, or none of its npm packages would be found.
 */
const flags = [
  "--compile",
  "--minify",
  "--bytecode",
  "--compile-jit-policy=20",
  "--splitting",
  "--format=esm",
  "--sourcemap=none",
  "--root=.",
  "--no-compile-autoload-bunfig",
  "--no-compile-autoload-dotenv",
  "--compile-autoload-package-json",
  "--compile-autoload-tsconfig",
];

/** @returns {Promise<number>} the exit status: 0 when both are there */
export async function build() {
  await ensurePage();
  return (await buildExecutable()) || (await buildPackage());
}

/** @returns {Promise<number>} the exit status: 0 when dist/npm is there, and is what a package should be */
export async function buildPackage() {
  await ensurePage();
  rmSync(join(root, "dist/npm"), { recursive: true, force: true });
  const status = await run(programs.tsc, ["--project", "tsconfig.build.json"]);
  if (status !== 0) return status;
  for (const name of [pageBundle, pageBundle.replace(/js$/, "d.ts")])
    copyFileSync(join(root, name), join(root, "dist/npm", name));
  // tsc copies the package's own for its version. Another one with exports would be taken for a package in the package.
  const manifest = join(root, "dist/npm/package.json");
  const { version, type } = JSON.parse(readFileSync(manifest, "utf8"));
  writeFileSync(manifest, `${JSON.stringify({ version, type }, null, 2)}\n`);
  console.log("dist/npm: the package's JavaScript");
  return run(process.execPath, ["node_modules/publint/src/cli.js", "--strict"]);
}

async function buildExecutable() {
  const status = await compile(outcome);
  if (status !== 0) return status;
  const megabytes = statSync(join(root, outcome)).size / 1e6;
  console.log(`${outcome}: ${megabytes.toFixed(0)} MB`);
  return 0;
}

/**
 * Compiles the executable.
 *
 * @param {string} outfile
 * @param {string} [target] the system that it is for, `linux-arm64`, whose Bun comes from the npm registry the first time;
 *   absent: this one
 * @returns {Promise<number>} the exit status
 */
export function compile(outfile, target) {
  const system = target === undefined ? [] : [`--target=bun-${target}`];
  return run(programs.bun, ["build", ...flags, ...system, ...entries, "--outfile", outfile]);
}
