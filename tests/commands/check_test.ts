// `thriftserve check`: its reports, its places and its exit statuses.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keptShell } from "../fixtures/shell.ts";

const { run } = keptShell();

test("an IDL without errors is status 0; --strict has warnings fail it", async () => {
  const [good, doubtful] = await Promise.all([
    run("check", "tests/fixtures/probe.thrift"),
    run("check", "--strict", "tests/idl/fixtures/everything.thrift"),
  ]);
  assert.deepEqual([good.status, good.stderr], [0, ""]);
  assert.match(good.stdout, /^tests\/fixtures\/probe\.thrift: no errors, no warnings\n$/);
  assert.equal(doubtful.status, Number(/ [1-9]\d* warning/.test(doubtful.stdout)));
});

test("errors of an IDL have their places in every format, with status 1", async () => {
  const file = "tests/cli/handlers/wrong.thrift";
  const [text, json, github, sarif] = await Promise.all(
    ["text", "json", "github", "sarif"].map((format) => run("check", file, "--format", format)),
  );
  for (const { status, stderr } of [text!, json!, github!, sarif!])
    assert.deepEqual([status, stderr], [1, ""]);
  assert.match(
    text!.stdout,
    /^tests\/cli\/handlers\/wrong\.thrift:3:3: error: unknown type Strin.*\n.*\n.*\^{5}$/m,
  );
  const { findings } = JSON.parse(json!.stdout);
  assert.deepEqual(findings[1], {
    ...{ severity: "error", rule: "idl", file, line: 3, column: 3, length: 5 },
    message: "unknown type Strin; did you mean string?",
  });
  assert.match(
    github!.stdout,
    /^::error file=tests\/cli\/handlers\/wrong\.thrift,line=3,col=3,endColumn=8,title=thrift idl::unknown/m,
  );
  const [{ results, tool }] = JSON.parse(sarif!.stdout).runs;
  assert.equal(tool.driver.rules[results[1].ruleIndex].id, "idl");
  assert.deepEqual(results[1].locations[0].physicalLocation.region, {
    startLine: 3,
    startColumn: 3,
    endColumn: 8,
  });
});

test("a handler is checked against its service without being served", async () => {
  const [good, lacking] = await Promise.all([
    run("check", "examples/calculator/handler.ts"),
    run("check", "tests/cli/handlers/lacking.ts"),
  ]);
  assert.deepEqual([good.status, good.stderr], [0, ""]);
  assert.equal(lacking.status, 1);
  assert.match(
    lacking.stdout,
    /lacking\.ts: error: lacks methods of Background: nap, throwLater, rejectLater\n/,
  );
});

test("changes since a file or a revision are found where they stand, in included files too", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-check-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("shared.thrift", "struct Point { 1: i32 x }\n");
  write("main.thrift", 'include "shared.thrift"\nservice S { void draw(1: shared.Point at) }\n');
  write("other.thrift", "service S { i32 draw() }\n");
  const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "first");
  write("shared.thrift", "struct Point {\n  1: i64 x\n}\n");
  const main = join(folder, "main.thrift");
  write(
    "handler.ts",
    'export const service = "main.thrift";\nexport default { draw(at: unknown) { void at; } };\n',
  );
  write("several.ts", 'import * as s from "./handler.ts";\nexport const services = { S: s };\n');
  const [revision, file, none, handler, several] = await Promise.all([
    run("check", main, "git:HEAD"),
    run("check", main, join(folder, "other.thrift")),
    run("check", main, "git:nowhere"),
    run("check", join(folder, "handler.ts"), "git:HEAD"),
    run("check", join(folder, "several.ts"), "git:HEAD"),
  ]);
  const ofHandler = revision.stdout.replace("main.thrift: 1 error", "handler.ts: 1 error");
  assert.deepEqual([handler.stdout, handler.status], [ofHandler, 1], handler.stderr);
  assert.equal(several.status, 2, several.stdout);
  assert.match(several.stderr, /git:HEAD names no file, and the handler's IDL is not one file/);
  assert.equal(revision.status, 1, revision.stderr);
  assert.match(
    revision.stdout,
    /shared\.thrift:2:10: error: Point\.x was i32 and is i64 \[field-type-changed\]\n/,
  );
  assert.match(revision.stdout, /: 1 error, no warnings\n$/);
  assert.match(
    file.stdout,
    /main\.thrift:2:18: error: what S\.draw returns was i32 and is void \[result-type-changed\]/,
  );
  assert.equal(none.status, 2);
  assert.match(none.stderr, /^thriftserve: git show nowhere:main\.thrift: .*nowhere.*\n$/);
});

test("one service of several is compared, with what it uses and nothing else", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-check-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, point: string, line: string) => {
    const path = join(folder, name);
    const types = `struct Point { 1: ${point} x }\nstruct Line { 1: ${line} length }\n`;
    writeFileSync(path, `${types}service A { void a(1: Point p) }\nservice B { void b(1: Line l) }\n`);
    return path;
  };
  const [old, now] = [write("old.thrift", "i32", "i32"), write("now.thrift", "i64", "i32")];
  const [all, a, b, other, none, lacking] = await Promise.all([
    run("check", now, old),
    run("check", `${now}#A`, old),
    run("check", `${now}#B`, old),
    run("check", `${now}#B`, `${old}#A`),
    run("check", `${now}#C`),
    run("check", `${now}#B`, "tests/fixtures/probe.thrift"),
  ]);
  assert.match(a.stdout, /now\.thrift:1:23: error: Point\.x was i32 and is i64 \[field-type-changed\]\n/);
  assert.deepEqual([a.status, a.stdout], [1, all.stdout]);
  assert.match(b.stdout, /now\.thrift: no errors, no warnings\n$/);
  assert.equal(b.status, 0, b.stderr);
  assert.match(other.stdout, /error: B\.a is gone \[function-removed\]\n/);
  assert.deepEqual([none.status, lacking.status], [2, 2]);
  assert.match(none.stderr, /^thriftserve: now\.thrift defines no service C; it defines A, B\n$/);
  assert.match(lacking.stderr, /^thriftserve: of the older version, probe\.thrift defines no service B; it /);
});

test("an option of git's is no revision", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-check-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const old = `git:--output=${join(folder, "written")}:tests/fixtures/probe.thrift`;
  const { status, stderr } = await run("check", "tests/fixtures/probe.thrift", old);
  assert.equal(status, 2);
  assert.match(stderr, /: cannot read the file: there is no such file\n$/);
  assert.deepEqual(readdirSync(folder), []);
});

test("mistakes are told in a line with status 2, as is where help is", async () => {
  const [nothing, option, file] = await Promise.all([
    run("check"),
    run("check", "x.thrift", "--formt", "json"),
    run("check", "nowhere.thrift"),
  ]);
  for (const { status } of [nothing, option, file]) assert.equal(status, 2);
  assert.match(nothing.stderr, /^thriftserve: file is not given: .*; see thriftserve check --help\n$/);
  assert.match(option.stderr, /no option --formt; did you mean --format\? See thriftserve check --help\n$/);
  assert.equal(file.stderr, "thriftserve: no such file: nowhere.thrift\n");
});
