// The files of a module that its author may change are found by reading: also those that are not there yet.
import assert from "node:assert/strict";
import { realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { ownFiles } from "../../src/runtime/imports/own_files.ts";
import { withFiles } from "../fixtures/temporary_files.ts";

/** Those of `handler.ts`, by their paths from its folder. */
function ownFilesOf(files: Readonly<Record<string, string>>, change?: (folder: string) => void) {
  return withFiles(files, (folder) => {
    change?.(folder);
    const { found, missing } = ownFiles(pathToFileURL(join(folder, "handler.ts")).href);
    const shown = (paths: readonly string[]) =>
      paths.map((path) => path.replace(`${realpathSync(folder)}/`, "").replace(`${folder}/`, "")).sort();
    return { found: shown(found), missing: shown(missing) };
  });
}

test("imports of every form are followed, packages and what runtimes have are not", () => {
  const { found, missing } = ownFilesOf({
    "handler.ts": `
      import { a } from "./a.ts"; import "./b.js"; export * from './c';
      import data from "./data.json" with { type: "json" };
      import type { D } from "./d/d.ts";
      import { own } from "#own/e.ts"; import fs from "node:fs"; import pack from "pack"; import x from "nowhere";
      const later = () => import(
        "./later.mjs"
      );
      const none = (name) => import(\`./\${name}.ts\`);`,
    "a.ts": `import { handler } from "./handler.ts"; const old = require("./old.cjs");`,
    "b.ts": "",
    "c/index.ts": "",
    "d/d.ts": `import "../a.ts";`,
    "data.json": `{ "from": "import './no.ts'" }`,
    "later.mjs": "",
    "old.cjs": "",
    "own/e.ts": "",
    "unused.ts": "",
    "package.json": `{ "imports": { "#own/*": "./own/*" } }`,
    "node_modules/pack/package.json": `{ "main": "pack.js" }`,
    "node_modules/pack/pack.js": `require("../../unused.ts");`,
  });
  const expected = "a.ts b.ts c/index.ts d/d.ts data.json handler.ts later.mjs old.cjs own/e.ts".split(" ");
  assert.deepEqual(found, expected);
  assert.deepEqual(missing, []);
});

test("a file that is missing is told with the places where it may come to lie; a text with errors is read", () => {
  const { found, missing } = ownFilesOf({
    "handler.ts": `import { a } from "./a"; import b from "./b.js"; const = ;`,
  });
  assert.deepEqual(found, ["handler.ts"]);
  for (const place of ["a.ts", "a/index.ts", "b.js", "b.ts"]) assert.ok(missing.includes(place), place);
  assert.deepEqual(ownFilesOf({ "other.ts": "" }), { found: [], missing: ["handler.ts"] });
});

test("a handler that is a link imports what lies beside the file that it leads to", () => {
  const { found } = ownFilesOf({ "real/handler.ts": `import "./part.ts";`, "real/part.ts": "" }, (folder) =>
    symlinkSync(join(folder, "real/handler.ts"), join(folder, "handler.ts")),
  );
  assert.deepEqual(found, ["handler.ts", "real/part.ts"]);
});
