// Suites and the processes that run them: whatever shares one, each file is run once on each runtime.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runsOf } from "../../scripts/shares.mjs";

const names = ["a", "b", "c", "d", "e", "f", "faults", "g", "h", "i", "tls"];
const filesOf = (suite: string) => names.map((name) => `tests/${suite}/${name}_test.ts`);

/** The subjects by the runs on a runtime. */
const subjects = (suite: string, runtime?: string) =>
  runsOf(suite, filesOf(suite), runtime === undefined ? undefined : [runtime]).map(({ name }) => name);

test("what lasts has a process of its own, what is small shares some, and nothing is left out", () => {
  assert.deepEqual(subjects("server", "deno"), ["faults", "tls", "a-h", "i"]);
  assert.deepEqual(subjects("cli", "deno"), names);
  assert.deepEqual(subjects("codec", "deno"), ["all"]);
  for (const suite of ["server", "cli", "codec"]) {
    const runs = runsOf(suite, filesOf(suite), undefined);
    for (const runtime of ["bun", "deno", "node"]) {
      const files = runs.filter((run) => run.runtime === runtime).flatMap((run) => run.files);
      assert.deepEqual(files.sort(), filesOf(suite), `${suite} on ${runtime}`);
    }
  }
});

test("what starts other programs, or reads text alone, runs on one runtime", () => {
  const runs = [...runsOf("interop", ["tests/interop/x_test.ts"], undefined)];
  assert.deepEqual(
    runs.map(({ runtime }) => runtime),
    ["node"],
  );
  assert.deepEqual(subjects("idl", "node"), []);
});
