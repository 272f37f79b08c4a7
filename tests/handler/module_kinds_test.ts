// Files that are handlers: by their names, and by what they export.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { HandlerError } from "../../src/handler/handler.ts";
import { handlerSource } from "../../src/handler/source.ts";
import { writeModules } from "./modules.ts";

const thrift = "service Twice { i32 twice(1: i32 number) }";
const service = 'export const service = "./twice.thrift";\n';

async function answer(name: string, text: string): Promise<unknown> {
  using modules = writeModules({ "twice.thrift": thrift, [name]: text });
  const { handler, warnings } = await modules.load({}, name);
  assert.deepEqual(warnings, []);
  await handler.init?.({ id: 1, runs: "inline", model: "simple" });
  return (handler.methods[0] as (number: number) => unknown).call(handler.receivers[0], 21);
}

async function refusal(name: string, text: string): Promise<string> {
  using modules = writeModules({ "twice.thrift": thrift, [name]: text });
  return await modules.refusal({}, name);
}

const esm = `${service}let by = 0; export function init() { by = 2; }\nexport default { twice: (number) => by * number };`;
const named = 'exports.service = __dirname + "/twice.thrift"; let by = 0; exports.init = () => { by = 2; };';
const commonJs = {
  "that tsc has made of export default": `"use strict"; Object.defineProperty(exports, "__esModule", { value: true });\n${named}\nexports.default = { twice: (number) => by * number };`,
  "with exports.default": `${named}\nexports.default = { twice: (number) => by * number };`,
  "that is the object with the methods":
    'let by = 0;\nfunction init() { by = 2; }\nmodule.exports = { service: __dirname + "/twice.thrift", init, twice: (number) => by * number };',
  "that is one with default":
    'let by = 0;\nmodule.exports = { service: __dirname + "/twice.thrift", init() { by = 2; }, default: { twice: (number) => by * number } };',
};

for (const name of ["handler.js", "handler.mjs", "handler.mts", "handler #1.ts", "händ ler%20.ts", "~.ts"]) {
  test(`${name} is served`, async () => {
    assert.equal(await answer(name, name.endsWith("ts") ? `// @ts-nocheck\n${esm}` : esm), 42);
  });
}

test("a URL's query makes another module of the same file", async () => {
  using modules = writeModules({ "twice.thrift": thrift, "handler.mjs": esm });
  const url = (query: string) => `${pathToFileURL(join(modules.folder, "handler.mjs")).href}${query}`;
  const [first, second, again] = await Promise.all(
    ["?1", "?2", "?1"].map((query) => modules.load({ url: url(query) })),
  );
  assert.notEqual(first!.handler.receivers[0], second!.handler.receivers[0]);
  assert.equal(first!.handler.receivers[0], again!.handler.receivers[0]);
});

test("a name with a question mark is served, or refused in one sentence", async () => {
  if ("bun" in process.versions) {
    const says = "Bun imports no path that has a question mark in it: rename it";
    assert.equal((await refusal("handler #1?.ts", esm)).split(": ").slice(1).join(": "), says);
  } else assert.equal(await answer("handler #1?.ts", `// @ts-nocheck\n${esm}`), 42);
});

for (const [what, text] of Object.entries(commonJs)) {
  test(`a module of CommonJS ${what} is served`, async () => {
    for (const name of ["handler.cjs", "handler.cts"]) assert.equal(await answer(name, text), 42, name);
  });
}

test("JSX that needs React is doubtful on Deno", { skip: !("deno" in process.versions) }, async () => {
  const handler = (view: string) =>
    `import { view } from "${view}";\n${service}export default { twice: view };`;
  using modules = writeModules({
    "twice.thrift": thrift,
    "doubtful.ts": handler("./view.tsx"),
    "view.tsx": "// @ts-nocheck\nexport const view = () => <b />;",
    "fine.ts": handler("./own.tsx"),
    "own.tsx": "/** @jsx own */\nconst own = () => 1;\nexport const view = () => <b />;",
  });
  assert.deepEqual((await modules.load({}, "doubtful.ts")).warnings, [
    `${modules.folder}/view.tsx: Deno takes its JSX for calls of React, which is not there: begin the file with /** @jsxImportSource react */`,
  ]);
  assert.deepEqual((await modules.load({}, "fine.ts")).warnings, []);
});

const refused = {
  "a class": ["export default class Doubler { twice() {} }", "it is a class: export default new Doubler();"],
  "a class without a name": [
    "export default class { twice() {} }",
    "it is a class: export default new Handler();",
  ],
  "a factory": [
    "export default function make() {}",
    "it is a function: export default make(), if it makes the handler;",
  ],
  "a factory without a name": [
    "export default () => ({});",
    "it is a function: export default create(), if it makes the handler;",
  ],
  "a promise": ["export default Promise.resolve({});", "it is a promise: export default await ...;"],
  "functions by name": [
    "export const twice = () => 1;",
    "twice is exported by name: write export default { twice };",
  ],
} as const;

for (const [what, [text, hint]] of Object.entries(refused)) {
  test(`${what} in place of the handler is refused with what to write`, async () => {
    assert.equal(
      await refusal("handler.ts", `// @ts-nocheck\n${service}${text}`),
      `<folder>/handler.ts has no default export with the methods of Twice: ${hint} expected export default { twice(...) { ... }, ... }`,
    );
  });
}

test("a function by name beside a default export that lacks it is pointed at", async () => {
  assert.equal(
    await refusal(
      "handler.ts",
      `// @ts-nocheck\n${service}export const twice = () => 1;\nexport default {};`,
    ),
    "<folder>/handler.ts lacks a method of Twice: twice; twice is exported by name: write export default { twice }",
  );
});

test("what is no module at all is refused by what it is", () => {
  using modules = writeModules({ "twice.thrift": thrift, "data.json": "{}", "lib/index.ts": "" });
  mkdirSync(join(modules.folder, "empty"));
  const said = (path: string) => {
    try {
      handlerSource(path, {});
    } catch (error) {
      assert.ok(error instanceof HandlerError);
      return error.message.replaceAll(modules.folder, "<folder>");
    }
    throw new Error("accepted, but to be refused");
  };
  for (const path of ["x".repeat(5000), `${modules.folder}/twice.thrift/handler.ts`]) {
    assert.equal(handlerSource(path, {}).url.endsWith(path), true, "told when it is imported");
  }
  assert.equal(said(""), "no handler is named: expected a module's path, such as handler.ts");
  assert.equal(said("."), ". is a directory: expected a module, such as handler.ts");
  assert.equal(
    said(`${modules.folder}/lib`),
    "<folder>/lib is a directory: expected a module, such as <folder>/lib/index.ts",
  );
  assert.match(said(`${modules.folder}/empty/`), /empty\/? is a directory: .* <folder>\/empty\/handler\.ts$/);
  assert.equal(
    said(`${modules.folder}/twice.thrift`),
    "<folder>/twice.thrift is an IDL: expected the module that implements it, such as handler.ts --idl <folder>/twice.thrift",
  );
  assert.equal(
    said(`${modules.folder}/data.json`),
    "<folder>/data.json is no module: expected a file of TypeScript or JavaScript",
  );
});
