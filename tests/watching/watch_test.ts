// Files that are watched: what editors, deployments and version control do to them is seen, each once.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Watch } from "../../src/watching/watch.ts";
import { until } from "../fixtures/serving.ts";

/** A watch of files, and what it told. */
async function watching(run: (folder: string, watch: Watch, told: string[][]) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-watch-"));
  const told: string[][] = [];
  const watch = new Watch((paths) => told.push([...paths]), { interval: 10, quiet: 30 });
  try {
    await run(folder, watch, told);
  } finally {
    watch.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a file that is written, replaced by a rename, removed or made again is told of each time", () =>
  watching(async (folder, watch, told) => {
    const file = join(folder, "a.thrift");
    writeFileSync(file, "1");
    watch.add(file);
    const steps: readonly (() => void)[] = [
      // Of another length: systems tell times of a few milliseconds apart, and these writes are less.
      () => writeFileSync(file, "22"),
      () => {
        writeFileSync(`${file}.new`, "3");
        renameSync(`${file}.new`, file);
      },
      () => rmSync(file),
      () => writeFileSync(file, "4"),
    ];
    for (const [index, step] of steps.entries()) {
      step();
      await until(() => told.length === index + 1, `change ${index} is told`);
    }
    assert.deepEqual(told, [[file], [file], [file], [file]]);
  }));

test("a folder that vanishes, one that appears later and a link that leads elsewhere are seen", () =>
  watching(async (folder, watch, told) => {
    const file = join(folder, "later", "a.thrift");
    const link = join(folder, "now", "b.thrift");
    for (const version of ["v1", "v2"]) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, "b.thrift"), "the same");
    }
    symlinkSync(join(folder, "v1"), join(folder, "now"));
    watch.add(file);
    watch.add(link);
    mkdirSync(join(folder, "later"));
    writeFileSync(file, "1");
    await until(() => told.length === 1, "the new one is told");
    symlinkSync(join(folder, "v2"), join(folder, "next"));
    renameSync(join(folder, "next"), join(folder, "now"));
    await until(() => told.length === 2, "the link is told");
    rmSync(join(folder, "later"), { recursive: true });
    await until(() => told.length === 3, "the folder is told");
    assert.deepEqual(told, [[file], [link], [file]]);
  }));

test("files that change one after the other are told of together, and one's own writing is not", () =>
  watching(async (folder, watch, told) => {
    const files = ["a", "b", "c"].map((name) => join(folder, name));
    for (const file of files) watch.add(file);
    for (const file of files) writeFileSync(file, "1");
    watch.renew(files[2]!);
    await until(() => told.length === 1, "the change is told");
    assert.deepEqual(told, [files.slice(0, 2)]);
    watch.keepOnly([files[0]!]);
    assert.equal(watch.size, 1);
  }));

test("a file that has changed between its reading and its being watched is told of", () =>
  watching(async (folder, watch, told) => {
    for (const name of ["before", "after"]) writeFileSync(join(folder, name), "1");
    const { ctimeMs } = statSync(join(folder, "before"));
    watch.add(join(folder, "before"), ctimeMs);
    watch.add(join(folder, "after"), ctimeMs - 1000);
    watch.add(join(folder, "missing"), ctimeMs - 1000);
    await until(() => told.length === 1, "it is told");
    assert.deepEqual(told, [[join(folder, "after")]]);
  }));
