// The folder that an executable is made in, and those that killed builds have left.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { stageBeside } from "../../src/build/stage.ts";

test("a stage of a process that is gone is removed, and no other's", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-stage-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const stage = stageBeside(join(folder, "calculator"));
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const name = basename(stage);
  const gone = name.replace(`-${process.pid}-`, `-${pid}-`);
  assert.notEqual(gone, name);
  const elsewhere = ".thriftserve-build-elsewhere.example-1-abcdef";
  for (const other of [gone, elsewhere]) mkdirSync(join(folder, other, "inside"), { recursive: true });
  const second = basename(stageBeside(join(folder, "calculator")));
  assert.deepEqual(readdirSync(folder).sort(), [name, second, elsewhere].sort());
});
