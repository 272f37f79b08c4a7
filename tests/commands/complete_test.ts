// `thriftserve complete`: what shells are told, and what bash itself makes of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { completionsOf } from "../../src/cli/commands/complete/completions.ts";
import { scripts } from "../../src/cli/commands/complete/scripts.ts";
import { commands } from "../../src/cli/commands/table.ts";
import { models } from "../../src/server/models.ts";
import { commandLine, root } from "../fixtures/command_line.ts";
import { keptShell } from "../fixtures/shell.ts";

const { run } = keptShell();

/** The words that a line may go on with, and whether files may as well. */
async function of(...words: string[]) {
  const { files, candidates } = await completionsOf(words, commands);
  return [files, ...candidates.map(({ value }) => value)];
}

test("commands, options, their values, operands and files are completed, by the tables of --help", async () => {
  assert.deepEqual(await of("che"), [true, "check"]);
  assert.deepEqual(await of("help", "ge"), [false, "gen"]);
  assert.deepEqual(await of("h.ts", "--model", ""), [false, ...Object.keys(models)]);
  assert.deepEqual(await of("h.ts", "--model=pr"), [false, "--model=processpool"]);
  assert.deepEqual(await of("h.ts", "--model", "=", "pr"), [false, "processpool"]); // as bash has it
  assert.deepEqual(await of("h.ts", "--model", "="), [false, ...Object.keys(models)]);
  assert.deepEqual(await of("serve", "--tls-cert", ""), [true]);
  assert.deepEqual(await of("serve", "--port", ""), [false]);
  assert.deepEqual(await of("h.ts", "--port", "0", "--tls-k"), [false, "--tls-key"]);
  assert.deepEqual(await of("check", "-f", "gi"), [false, "github"]);
  assert.deepEqual(await of("check", "-f", "text", ""), [true]);
  assert.deepEqual(await of("gen", "a.thrift", "--che"), [false, "--check"]);
  assert.deepEqual(await of("call", "localhost:9090", ""), [false]);
  assert.deepEqual(await of("complete", "z"), [false, "zsh"]);
});

test("bash completes with what the command prints", {
  skip: process.platform === "win32",
}, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-complete-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, "thriftserve");
  const quoted = commandLine.map((part) => `'${part === "mod.ts" ? join(root, part) : part}'`).join(" ");
  writeFileSync(program, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  writeFileSync(join(folder, "models of mine.ts"), "");
  const { stdout } = await run("complete", "bash");
  assert.equal(stdout, scripts.bash);
  // `compopt` is for readline alone, which a script has none of.
  const replies = (...words: string[]) => {
    const line = ["thriftserve", ...words].map((word) => `'${word}'`).join(" ");
    const script = `${stdout}\nCOMP_WORDS=(${line}) COMP_CWORD=${words.length}; _thriftserve 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, DENO_NO_UPDATE_CHECK: "1" };
    const told = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8", cwd: folder, env });
    return told.split("\n").slice(0, -1);
  };
  assert.deepEqual(replies("h.ts", "--model", "=", "for"), ["forking"]);
  assert.deepEqual(replies("mo"), ["models of mine.ts"]);
  assert.deepEqual(replies("ge"), ["gen"]);
});

test("a shell that is not known is told", async () => {
  const { status, stderr } = await run("complete", "fsh");
  assert.deepEqual([status, stderr.includes("expected one of bash, zsh, fish; did you mean")], [2, true]);
});
