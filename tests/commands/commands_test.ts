// The table of commands: their help, their names, and files that are called like them.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { commands } from "../../src/cli/commands/table.ts";
import { commandLine, run as inItsOwnProcess, Program, root } from "../fixtures/command_line.ts";
import { keptShell } from "../fixtures/shell.ts";

const { run, runWith } = keptShell();

test("the general help lists every command, and each has one of its own, as wide as the terminal", async () => {
  const general = await runWith({ COLUMNS: "200" }, "--help");
  for (const [name, { summary }] of Object.entries(commands)) {
    assert.ok(general.stdout.includes(` ${name} `) && general.stdout.includes(summary), name);
    const { status, stdout, stderr } = await runWith({ COLUMNS: "40" }, name, "--help");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.ok(stdout.startsWith(`Usage: thriftserve ${name} `), stdout);
    for (const line of stdout.split("\n")) assert.ok(line.length <= 40, line);
  }
});

test("serve may be named, and help names a command", async () => {
  const [short, named, check, help] = await Promise.all([
    run("examples/calculator/handler.ts", "--show-config"),
    run("serve", "examples/calculator/handler.ts", "--show-config"),
    run("check", "--help"),
    run("help", "check"),
  ]);
  assert.equal(short.status, 0);
  assert.deepEqual(named, short);
  assert.deepEqual(help, check);
});

test("a handler that is called like a command is served by its path; a misspelt command is told", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-commands-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(join(root, "examples/calculator/handler.ts"), join(folder, "check"));
  const there = (...args: string[]) => {
    const inRoot = commandLine.map((part) => (part === "mod.ts" ? join(root, part) : part));
    return new Program([...inRoot, ...args], { cwd: folder }).ended();
  };
  const [path, command, misspelt] = await Promise.all([
    there("./check", "--show-config"),
    there("check"),
    there("chek", "--port", "0"),
  ]);
  assert.equal(path.status, 0, path.stderr);
  assert.match(command.stderr, /^thriftserve: file is not given: thriftserve check /);
  assert.equal(
    misspelt.stderr,
    "thriftserve: there is no command chek, nor such a file; did you mean check? See thriftserve --help\n",
  );
});

test("a command that fails ends, whatever the handler has begun that it imported", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-commands-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const busy = (name: string, functions: string) => {
    const path = join(folder, name);
    const idl = JSON.stringify(pathToFileURL(join(root, "examples/calculator/calculator.thrift")).href);
    const module = `export const service = new URL(${idl});\nsetInterval(() => {}, 1000);\n${functions}`;
    writeFileSync(path, module);
    return path;
  };
  const whole =
    "const f = () => {};\nexport default { ping: f, add: f, calculate: f, history: f, forget: f };\n";
  const [lacking, compared] = await Promise.all([
    inItsOwnProcess("list", busy("lacking.mjs", "export default {};\n")),
    inItsOwnProcess("check", busy("whole.mjs", whole), join(folder, "nowhere.thrift")),
  ]);
  assert.match(lacking.stderr, /lacks methods of Calculator/);
  assert.match(compared.stderr, /the older version has errors/);
  assert.deepEqual([lacking.status, compared.status], [2, 2]);
});
