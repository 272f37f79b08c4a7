// Runs `npm start`, `npm run call`, `npm test`, `npm run check`, `npm run build`, `npm run bench` and others.
// Plain JavaScript that needs nothing but Node 20: it installs what the rest needs first.
//
//   node scripts/run.mjs start [OPTIONS]     serves the calculator example; OPTIONS are thriftserve's
//   node scripts/run.mjs call [PORT]         calls it
//   node scripts/run.mjs check               formatting, lint and types; writes nothing
//   node scripts/run.mjs build               dist/thriftserve, the executable
//   node scripts/run.mjs docs                docs/options.md, metrics.md and api.md, from the tables and the docstrings
//   node scripts/run.mjs release [OPTIONS]   what a release consists of, in dist/release: scripts/release.mjs
//   node scripts/run.mjs test [FILTERS]      check, build, then every suite on every runtime
//   node scripts/run.mjs bench [OPTIONS]     build, then measure against Apache's servers: bench/main.ts
//   node scripts/run.mjs fuzz [OPTIONS]      hostile clients against a server, as many as you like: tests/fuzz/main.ts
//   node scripts/run.mjs odd [OPTIONS]       a handler that gives odd things, as many calls as you like: tests/odd/main.ts
//
// Filters, each as often as you like: `--runtime bun` (deno, node), `--only idl` (a folder of tests/). With a
// filter, check is left out: `npm test -- --runtime bun --only idl`.
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { ensurePage } from "./page.mjs";
import { programs, root, run } from "./programs.mjs";
import { release } from "./release.mjs";

const example = "examples/calculator/handler.ts";
const address = ["--host", "127.0.0.1", "--port", "9090"];

/** What `npm start` prints before the server says that it listens. */
const howToCall = `Serving ${example}. To call it, in another terminal:

    npm run call

or with Apache's own Python library (Debian: python3-thrift thrift-compiler):

    thrift --gen py examples/calculator/calculator.thrift && python3 examples/calculator/call.py

Ctrl-C ends it.
`;

/**
 * Each is given the options after its name, and returns the exit status.
 *
 * @type {Record<string, (options: string[]) => Promise<number>>}
 */
const commands = {
  start: async (options) => {
    console.log(howToCall);
    return run(programs.bun, ["mod.ts", example, ...address, ...options]);
  },
  call: (options) => run(programs.bun, ["examples/calculator/call.ts", ...options]),
  check,
  build,
  docs,
  release,
  test,
  bench: async (options) => (await build()) || run(programs.node, ["bench/main.ts", ...options]),
  fuzz: (options) => attack("tests/fuzz/main.ts", options),
  odd: (options) => attack("tests/odd/main.ts", options),
};

async function check() {
  const biome = await run(programs.biome, ["check"]);
  const types =
    (await run(programs.tsc, ["--project", "."])) || (await run(programs.tsc, ["--project", "src/page"]));
  // Deno knows other types for the same things, and what may be published on JSR.
  const jsr = await run(programs.deno, ["publish", "--dry-run", "--allow-dirty", "--quiet"]);
  return biome || types || jsr;
}

async function docs() {
  const options = await run(programs.bun, ["tests/cli/options_page.ts"]);
  const metrics = await run(programs.bun, ["tests/metrics/metrics_page.ts"]);
  return options || metrics || run(programs.bun, ["tests/house/api/page.ts"]);
}

/** @param {string[]} options */
async function test(options) {
  const { values: filter } = parseArgs({
    args: options,
    options: { runtime: { type: "string", multiple: true }, only: { type: "string", multiple: true } },
  });
  const steps = filter.runtime || filter.only ? [build] : [check, build];
  const statuses = await Promise.all(steps.map((step) => step()));
  const broken = steps.filter((_, index) => statuses[index] !== 0);
  const { runSuites } = await import("./suites.mjs"); // it needs a package, which has been installed meanwhile
  const total = await runSuites(filter);
  for (const step of broken) console.log(`${step.name} failed: see above`);
  const failed = total.failed + broken.length;
  const skipped = total.skipped ? `, ${total.skipped} skipped` : "";
  console.log(`${total.passed} passed, ${failed} failed${skipped}`);
  return failed === 0 ? 0 : 1;
}

/**
 * @param {string} script
 * @param {string[]} options
 */
async function attack(script, options) {
  const built = options.includes("executable") ? await build() : 0;
  return built || run(programs.bun, [script, ...options]);
}

/** @param {string[]} args */
async function main([name = "", ...options]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(`Unknown command. Use one of: ${Object.keys(commands).join(", ")}`);
    return 2;
  }
  process.chdir(root);
  await ensureInstalled();
  await ensurePage();
  return command(options);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
