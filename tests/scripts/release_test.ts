// A release: what is quick of making one. All of it is `npm run release -- --draft`.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { billOfMaterials, checksums, licences, versionProblems } from "../../scripts/release.mjs";
import { root } from "../fixtures/command_line.ts";

const { name, version, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const held = [...Object.keys(dependencies), "bun"];

test("all files agree on the version", () => {
  assert.deepEqual(versionProblems(), []);
});

test("the bill of materials names the package, all that it depends on, and Bun", () => {
  const { metadata, components } = billOfMaterials();
  assert.equal(metadata.component.purl, `pkg:npm/${name}@${version}`);
  assert.equal(metadata.component.name, name);
  const listed = components.map((component: { name: string }) => component.name);
  for (const dependency of held) assert.ok(listed.includes(dependency), dependency);
  assert.ok(!listed.includes("typescript"), "what only builds it is not listed");
});

test("an executable comes with the licence of each package in it", () => {
  const text = licences();
  for (const dependency of held) assert.match(text, new RegExp(`^${dependency} \\d`, "m"));
});

test("checksums are those of sha256sum", () => {
  const folder = mkdtempSync(join(tmpdir(), "thriftserve-release-"));
  writeFileSync(join(folder, "b"), "");
  writeFileSync(join(folder, "a"), "abc");
  writeFileSync(join(folder, "SHA256SUMS"), "itself is not among them");
  const expected = [
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n",
  ];
  assert.equal(checksums(folder), expected.join(""));
  rmSync(folder, { recursive: true });
});
