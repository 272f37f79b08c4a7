// A user's modules find inside of an executable what lay beside them outside.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, describe, test } from "node:test";
import { filesNamedBy, placed, requiringPlainly } from "../../src/build/modules.ts";
import { Places } from "../../src/build/places.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "thriftserve-modules-")));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text = ""): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe("the files that a module names", () => {
  for (const name of [
    "model.onnx",
    "data/names.csv",
    "sql.wasm",
    "thread.mjs",
    "shared/other.txt",
    "read me.md",
  ])
    write(name);
  const module = write("handler.ts");
  const named = (text: string) => {
    const { assets, threads, folders } = filesNamedBy(module, text);
    return [...assets, ...threads, ...folders].map((path) => relative(folder, path));
  };
  for (const [text, files] of [
    ['new URL("./model.onnx", import.meta.url)', ["model.onnx"]],
    ["new URL(\n  'data/names.csv?raw#1',\n  import.meta.url,\n)", ["data/names.csv"]],
    ['join(import.meta.dirname, "shared/other.txt")', ["shared/other.txt"]],
    ['__dirname + "/sql.wasm"', ["sql.wasm"]],
    ['new Worker(new URL("./thread.mjs", import.meta.url))', ["thread.mjs"]],
    ['new URL("./read%20me.md", import.meta.url)', ["read me.md"]],
    ['new URL("./data/", import.meta.url)', ["data"]],
    ['new URL("./model.onnx", "https://example.org")', ["model.onnx"]],
    ['new URL("https://example.org/model.onnx", import.meta.url)', []],
    ['import "./thread.mjs"; import.meta.url', []],
    ['import names from "./data/names.csv"; import.meta.url', []],
    ['"nowhere.txt"', []],
  ] as const) {
    test(text, () => assert.deepEqual(named(text), files));
  }
});

describe("a module's text", () => {
  const places = new Places(
    [join(folder, "handler.ts"), join(folder, "lib/part.cjs")],
    "file:///$bunfs/root/",
  );
  const run = (name: string, text: string) => {
    const told = placed(write(name, text), places, new Set([join(folder, "thread.mts")]));
    return told === undefined ? undefined : new Function(`${told.replace("export default", "return")}`)();
  };

  test("is left alone where it does not ask for its place", () =>
    assert.equal(run("handler.ts", "let a;"), undefined));
  test("has its URL, folder and file inside", () => {
    const all =
      "import.meta.url, import.meta.dirname, import.meta.filename, import.meta.dir, import.meta.path";
    assert.deepEqual(run("handler.ts", `export default [${all}]`), [
      "file:///$bunfs/root/app/handler.ts",
      "/$bunfs/root/app",
      "/$bunfs/root/app/handler.ts",
      "/$bunfs/root/app",
      "/$bunfs/root/app/handler.ts",
    ]);
  });
  test("has __dirname and __filename, and is strict if it was", () => {
    const text =
      '#!/usr/bin/env node\n// one\n/* two */ "use strict";\nreturn [__dirname, __filename, (() => this)()]';
    const told = placed(write("lib/part.cjs", text), places, new Set())!;
    assert.match(told, /^#!.*\n/);
    assert.deepEqual(new Function(told.replace(/^#!.*/, "")).call(undefined), [
      "/$bunfs/root/app/lib",
      "/$bunfs/root/app/lib/part.cjs",
      undefined,
    ]);
  });
  test("keeps a __dirname of its own, and what only looks like one", () => {
    const text =
      'const __dirname = new URL(".", import.meta.url).pathname; export default [__dirname, "import.meta.url"]';
    assert.deepEqual(run("handler.ts", text), ["/$bunfs/root/app/", "import.meta.url"]);
  });
  test("requires plainly what createRequire would not find", () => {
    const text =
      'import { createRequire } from "node:module";\nconst require: NodeRequire = createRequire(import.meta.url);\nexport default [require("./a.json"), createRequire(import.meta.url)("./b.cjs"), createRequire("/")("c")]';
    assert.equal(
      requiringPlainly(text).replaceAll(/ +\n/g, "\n"),
      'import { createRequire } from "node:module";\n\nexport default [require("./a.json"), require("./b.cjs"), createRequire("/")("c")]',
    );
  });
  test("starts its threads with what they become", () => {
    const text = 'export default new URL("./thread.mts", import.meta.url).href';
    assert.equal(run("handler.ts", text), "file:///$bunfs/root/app/thread.js");
  });
});

test("files keep their places as seen from each other, in what holds all of them", () => {
  const files = [
    "/srv/app/src/handler.ts",
    "/srv/app/node_modules/part/part.wasm",
    "/srv/shared idl/calc.thrift",
  ];
  const places = new Places(files, "file:///$bunfs/root/");
  assert.equal(places.of(files[0]!), "app/app/src/handler.ts");
  assert.equal(places.ofEntry(files[0]!), "app/app/src/handler.js");
  assert.equal(places.url(files[2]!), "file:///$bunfs/root/app/shared%20idl/calc.thrift");
  const windows = new Places(files.slice(0, 1), "file:///B:/~BUN/root/");
  assert.equal(windows.path(files[0]!), "B:\\~BUN\\root\\app\\handler.ts");
});
