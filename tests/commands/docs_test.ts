// `thriftserve docs`: a site of files.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { keptShell } from "../fixtures/shell.ts";

const { run } = keptShell();

const folder = mkdtempSync(join(tmpdir(), "thriftserve-docs-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a site is written, with the service in it, and written over", async () => {
  const out = join(folder, "site/inside");
  for (const subject of ["examples/calculator/calculator.thrift", "tests/server/multiplexed.ts"]) {
    const { status, stderr } = await run("docs", subject, "-o", out);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(readdirSync(out).sort(), ["index.html", "page.css", "page.js"]);
    const html = readFileSync(join(out, "index.html"), "utf8");
    const data = /<script type="application\/json" id="document">(.*)<\/script>/.exec(html)![1]!;
    assert.ok(JSON.parse(data).service.functions.length > 1);
    assert.doesNotMatch(data, /</);
  }
});

test("what somebody else has written stays, and what is wrong is told with status 2", async () => {
  const other = join(folder, "other");
  mkdirSync(other);
  writeFileSync(join(other, "index.html"), "mine");
  const [foreign, without, missing] = await Promise.all([
    run("docs", "examples/calculator/calculator.thrift", "-o", other),
    run("docs", "examples/calculator/calculator.thrift"),
    run("docs", "nowhere.thrift", "-o", other),
  ]);
  assert.match(foreign.stderr, /index\.html is there, and was not written by this command/);
  assert.match(without.stderr, /no folder is named: thriftserve docs FILE -o DIR/);
  assert.match(missing.stderr, /nowhere\.thrift: cannot read the file/);
  assert.deepEqual([foreign.status, without.status, missing.status], [2, 2, 2]);
  assert.equal(readFileSync(join(other, "index.html"), "utf8"), "mine");
});
