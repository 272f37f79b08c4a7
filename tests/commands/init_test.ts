// `thriftserve init`: a project that is served as it is, and nothing of anybody's written over.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect } from "../../mod.ts";
import { start } from "../fixtures/command_line.ts";
import { keptShell } from "../fixtures/shell.ts";

const { run } = keptShell();

const folder = mkdtempSync(join(tmpdir(), "thriftserve-init-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("init writes a project that is served, and whose types are up to date", async () => {
  const project = join(folder, "My Greeter");
  const { status, stdout, stderr } = await run("init", project);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /then serve it: thriftserve handler\.ts/);
  const written = stdout.trim().split("\n");
  assert.deepEqual(
    written.filter((path) => !path.startsWith(`${project}/`)),
    [],
  );
  assert.equal(written.length, readdirSync(project).length);
  assert.equal(JSON.parse(readFileSync(join(project, "package.json"), "utf8")).name, "my-greeter");
  const idl = join(project, "greeter.thrift");
  assert.equal((await run("gen", idl, "-o", join(project, "generated"), "--check")).status, 0);
  assert.equal((await run("check", join(project, "handler.ts"))).status, 0);
  await using server = await start(join(project, "handler.ts"), "--workers", "1");
  await using greeter = await connect(idl, { port: server.port });
  assert.deepEqual(await greeter.call("greet", "Ada", 2), ["Hello, Ada!", "Hello, Ada!"]);
  await assert.rejects(greeter.call("greet", "?", 1), { name: "NoName", why: '"?" has no letter' });
});

test("init writes nothing where one of its files is there", async () => {
  const project = join(folder, "taken");
  mkdirSync(project);
  writeFileSync(join(project, "README.md"), "mine\n");
  writeFileSync(join(project, "other.txt"), "");
  const { status, stdout, stderr } = await run("init", project);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /taken has README\.md already: name a new folder, nothing is written over/);
  assert.deepEqual(readdirSync(project).sort(), ["README.md", "other.txt"]);
});

test("init needs a folder that can be written", async () => {
  writeFileSync(join(folder, "file"), "");
  const inFile = await run("init", join(folder, "file", "project"));
  assert.equal(inFile.status, 1);
  assert.match(inFile.stderr, /ENOTDIR/);
  const { status, stderr } = await run("init");
  assert.equal(status, 2);
  assert.match(stderr, /thriftserve init --help/);
});
