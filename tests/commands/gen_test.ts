// `thriftserve gen`: what it writes and says, and its exit statuses.
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { commandLine, Program, root } from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";
import { keptShell } from "../fixtures/shell.ts";

const { run } = keptShell();

const idl = "examples/calculator/calculator.thrift";
const folder = mkdtempSync(join(tmpdir(), "thriftserve-gen-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("gen writes modules, and --check tells when they are no longer what it would write", async () => {
  const out = join(folder, "new", "gen");
  const file = join(out, "calculator.ts");
  const missing = await run("gen", idl, "-o", out, "--check");
  assert.deepEqual([missing.status, missing.stdout], [1, ""]);
  assert.match(missing.stderr, /calculator\.ts is not what would be written/);
  const first = await run("gen", idl, "-o", out);
  assert.deepEqual([first.status, first.stdout, first.stderr], [0, `${file}\n`, ""]);
  const second = await run("gen", idl, `--out=${out}`);
  assert.deepEqual([second.status, second.stdout], [0, ""]);
  assert.equal((await run("gen", idl, "-o", out, "--check")).status, 0);
  writeFileSync(file, `${readFileSync(file, "utf8")}// changed\n`);
  assert.equal((await run("gen", idl, "-o", out, "--check")).status, 1);
});

test("gen writes over no file of anybody else's", async () => {
  const file = join(folder, "calculator.ts");
  writeFileSync(file, "export default {};\n");
  const { status, stderr } = await run("gen", idl, "-o", folder);
  assert.equal(status, 1);
  assert.match(stderr, /calculator\.ts was not written by thriftserve gen/);
  assert.equal(readFileSync(file, "utf8"), "export default {};\n");
});

test("the examples' generated files are those that gen writes", async () => {
  const files = { calculator: [], iris: [], digits: ["tensor.ts"], voice: ["tensor.ts"] };
  for (const [name, included] of Object.entries(files)) {
    const [file, out] = [`examples/${name}/${name}.thrift`, `examples/${name}/generated`];
    const { status, stderr } = await run("gen", file, "-o", out, "--library", "../../../mod.ts", "--check");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(readdirSync(join(root, out)).sort(), [...included, `${name}.ts`].sort());
  }
});

test("--watch writes again what an include has changed, whoever replaces it, and outlives errors", async () => {
  const project = join(folder, "watched");
  const [main, shared, out] = ["main.thrift", "later/shared.thrift", "gen"].map((name) =>
    join(project, name),
  );
  mkdirSync(project);
  writeFileSync(main!, 'include "later/shared.thrift"\nstruct A { 1: shared.B b }\n');
  const program = new Program([...commandLine, "gen", main!, "-o", out!, "--watch"]);
  const written = (name: string, text: RegExp) => {
    const file = join(out!, name);
    return until(() => text.test(textOf(file)), `${name} has ${text}; it said:\n${program.everythingSaid}`);
  };
  try {
    await until(() => /cannot find later/.test(program.stderr), "the missing file is told");
    await until(() => /watching/.test(program.stderr), "it waits for it");
    mkdirSync(join(project, "later"));
    writeFileSync(shared!, "struct B { 1: i32 first }\n");
    await written("shared.ts", /first/);
    writeFileSync(`${shared}~`, "struct B { 1: i32 second }\n");
    renameSync(`${shared}~`, shared!);
    await written("shared.ts", /second/);
    writeFileSync(shared!, "struct B { 1: Wrok second }\n");
    await until(() => /unknown type Wrok/.test(program.stderr), "the error is told");
    writeFileSync(shared!, "struct B { 1: i32 third }\n");
    await written("shared.ts", /third/);
    rmSync(join(out!, "main.ts"));
    await written("main.ts", /shared\.B/);
  } finally {
    program.kill();
  }
});

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

test("mistakes end gen with status 2", async () => {
  const bad = join(folder, "bad.thrift");
  writeFileSync(bad, "struct A { 1: Wrok w }\n");
  for (const [args, says] of [
    [[idl], /no folder is named/],
    [[], /file/],
    [[bad, "-o", folder], /unknown type Wrok/],
    [[join(folder, "none.thrift"), "-o", folder], /no such file/],
    [[idl, "-o", folder, "--check", "--watch"], /either it or --watch/],
    [[idl, "-o", folder, "--chek"], /did you mean --check/],
  ] as const) {
    const { status, stderr } = await run("gen", ...args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, says);
  }
});
