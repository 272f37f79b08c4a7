// The program keeps what Node has compiled of it where no other user can put anything, or not at all.
import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { commandLine, inherited, Program } from "../fixtures/command_line.ts";

const folder = mkdtempSync(join(tmpdir(), "compile-cache-"));
after(() => rmSync(folder, { recursive: true }));
const name = `thriftserve-${process.getuid?.()}`;
const isNode = !("bun" in process.versions || "deno" in process.versions);

/** Runs the command that npm links, with a temporary folder of its own. */
async function runIn(temporary: string): Promise<void> {
  const { NODE_COMPILE_CACHE: _, ...env } = inherited();
  const command = [...commandLine.slice(0, -1), "src/cli/bin.ts", "--version"];
  const { status, stdout, stderr } = await new Program(command, {
    env: { ...env, TMPDIR: temporary },
  }).ended();
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
}

test("Node keeps what it has compiled in a folder that is the user's alone, other runtimes keep nothing", {
  skip: process.platform === "win32" && "there each user has a temporary folder",
}, async () => {
  const temporary = mkdtempSync(join(folder, "fresh-"));
  await runIn(temporary);
  const kept = join(temporary, name);
  assert.equal(existsSync(kept), isNode);
  if (!isNode) return;
  assert.equal(statSync(kept).mode & 0o777, 0o700);
  assert.ok(readdirSync(kept, { recursive: true }).length > 10);
});

test("nothing is kept where others may write, or where no folder can be made", {
  skip: process.platform === "win32" && "there each user has a temporary folder",
}, async () => {
  const temporary = mkdtempSync(join(folder, "open-"));
  mkdirSync(join(temporary, name));
  chmodSync(join(temporary, name), 0o777);
  await runIn(temporary);
  assert.deepEqual(readdirSync(join(temporary, name)), []);
  const file = join(folder, "file");
  writeFileSync(file, "");
  await runIn(file);
});
