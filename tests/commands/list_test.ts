// `thriftserve list`: an IDL's contents as text, JSON and Markdown.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { run as inItsOwnProcess } from "../fixtures/command_line.ts";
import { keptShell } from "../fixtures/shell.ts";

const { run } = keptShell();

const file = "examples/calculator/calculator.thrift";

test("services, functions and types are listed with their docs", async () => {
  const [text, markdown, json] = await Promise.all([
    run("list", file),
    run("list", file, "--format", "markdown"),
    run("list", file, "-f", "json"),
  ]);
  for (const { status, stderr } of [text, markdown, json]) assert.deepEqual([status, stderr], [0, ""]);
  assert.match(
    text.stdout,
    /^service Calculator\n {2}void ping\(\)\n {6}Does nothing.*\n {2}i32 add\(1: i32 num1, 2: i32 num2\)\n/,
  );
  assert.match(text.stdout, /\n {2}double calculate\(.*\) throws \(1: InvalidOperation invalid\)\n/);
  assert.match(text.stdout, /\nstruct Work\n {4}One calculation.*\n {2}1: required double num1\n/);
  assert.match(markdown.stdout, /^## service Calculator\n\n- `void ping\(\)`\n {2}Does nothing/);
  const { services, types } = JSON.parse(json.stdout);
  assert.equal(services[0].functions[1].returns, "i32");
  assert.deepEqual(types[0].members[0], { name: "ADD", value: 1 });
});

test("of a handler, what it serves is listed", async () => {
  const [ofFile, ofHandler, several] = await Promise.all([
    run("list", file),
    run("list", "examples/calculator/handler.ts"),
    run("list", "tests/server/multiplexed.ts", "--format", "json"),
  ]);
  assert.deepEqual(ofHandler, ofFile);
  assert.ok(JSON.parse(several.stdout).services.length > 1, several.stderr);
});

test("constants and defaults are shown as IDL, names of other files with these", async () => {
  const { stdout } = await run("list", "tests/idl/fixtures/everything.thrift");
  assert.match(stdout, /\n {2}\d+: .* = /);
  assert.match(stdout, /\nconstants\n {2}\S+ \S+ = /);
});

test("a file or service that is not there is told with status 2", async () => {
  const [missing, service] = await Promise.all([run("list", "nowhere.thrift"), run("list", `${file}#Calc`)]);
  assert.match(
    missing.stderr,
    /^thriftserve: nowhere\.thrift: cannot read the file: there is no such file\n$/,
  );
  assert.match(
    service.stderr,
    /^thriftserve: calculator\.thrift defines no service Calc; it defines Calculator\n$/,
  );
  assert.deepEqual([missing.status, service.status], [2, 2]);
});

test("what is longer than a pipe holds comes whole", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-list-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const long = join(folder, "long.thrift");
  const functions = Array.from({ length: 10_000 }, (_, index) => `  i32 number${index}(1: i32 n)\n`);
  writeFileSync(long, `service Long {\n${functions.join("")}}\n`);
  const { stdout } = await inItsOwnProcess("list", long, "--format", "json");
  assert.equal(JSON.parse(stdout).services[0].functions.length, functions.length);
});
