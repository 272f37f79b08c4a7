// Handlers for the npm package thrift: what is learnt of their services, and what becomes of all that their methods give.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { writeModules } from "./modules.ts";

const generated = fileURLToPath(new URL("./npm/generated.cjs", import.meta.url));
const { Int64 } = createRequire(import.meta.url)("thrift") as { Int64: new (value: number) => object };

const missing = class extends Error {};
const context = { exceptions: { Missing: missing } };

/** Loads a module whose methods are written down. */
async function load(methods: string) {
  const code = `
    const { Item, Missing } = require(${JSON.stringify(generated)});
    exports.service = require(${JSON.stringify(generated)});
    exports.default = ${methods};`;
  const packages = `module.exports = require(${JSON.stringify(createRequire(import.meta.url).resolve("thrift"))});`;
  using modules = writeModules({
    "handler.cjs": code,
    "node_modules/thrift/index.js": packages,
    "node_modules/thrift/package.json": '{ "name": "thrift", "main": "index.js" }',
  });
  const loaded = await modules.load(
    { url: new URL(`file://${join(modules.folder, "handler.cjs")}`).href },
    "handler.cjs",
  );
  const { methods: found } = loaded.handler;
  const call = async (index: number, ...given: unknown[]) =>
    await (found[index] as (...given: unknown[]) => unknown)(...given, context);
  return { service: loaded.service, warnings: loaded.warnings, call };
}

const usual = `{
  find: (name, exact, result) => result(null, new Item({ name: name + exact, size: 5 })),
  count: async () => 7,
  drop(items) { this.dropped = items; },
}`;

test("a generated service is described as its IDL has it", async () => {
  const { service, warnings } = await load(usual);
  assert.deepEqual(warnings, []);
  assert.equal(service.name, "Shelf");
  const item = { kind: "struct", name: "generated.Item" } as const;
  const text = { kind: "string" } as const;
  assert.deepEqual(service.functions, [
    {
      name: "find",
      oneway: false,
      arguments: [
        { id: 1, name: "name", type: text, requiredness: "default" },
        { id: 7, name: "exact", type: { kind: "bool" }, requiredness: "default" },
      ],
      throws: [
        {
          id: 1,
          name: "missing",
          type: { kind: "struct", name: "generated.Missing" },
          requiredness: "default",
        },
      ],
      returns: item,
    },
    { name: "count", oneway: false, arguments: [], throws: [], returns: { kind: "i64" } },
    {
      name: "drop",
      oneway: true,
      arguments: [{ id: 1, name: "items", type: { kind: "list", element: item }, requiredness: "default" }],
      throws: [],
    },
  ]);
  assert.deepEqual(service.schema.structs["generated.Item"], {
    kind: "struct",
    name: "generated.Item",
    fields: [
      { id: 1, name: "name", type: text, requiredness: "optional" },
      { id: 2, name: "size", type: { kind: "i64" }, requiredness: "optional" },
    ],
  });
  assert.equal(service.schema.structs["generated.Missing"]!.kind, "exception");
});

test("methods get what the package gives them, and may give what it takes", async () => {
  const { call } = await load(usual);
  assert.deepEqual(await call(0, "lamp", undefined), { name: "lamptrue", size: 5n });
  assert.deepEqual(await call(0, "lamp", false), { name: "lampfalse", size: 5n });
  assert.equal(await call(1), 7n);
  assert.equal(await call(2, [{ name: "lamp", size: 2n ** 62n }]), undefined);

  const { call: other } = await load(`{
    find: async (name, exact) => ({ write: new Item({ name, size: 1 }).write.bind({ name, size: "-9223372036854775808" }) }),
    count: (result) => result(null, new (require("thrift").Int64)(-3)),
    drop(items) { return items[0].size; },
  }`);
  assert.deepEqual(await other(0, "lamp", true), { name: "lamp", size: -(2n ** 63n) });
  assert.equal(await other(1), -3n);
  assert.deepEqual(await other(2, [{ size: 4n }]), new Int64(4));
});

for (const [title, find] of Object.entries({
  "a callback": "(name, exact, result) => result(new Missing({ name }))",
  "a promise": "async (name, exact) => { throw new Missing({ name }); }",
})) {
  test(`a declared exception comes as one, by ${title}`, async () => {
    const { call } = await load(`{ ...(${usual}), find: ${find} }`);
    await assert.rejects(call(0, "lamp", true), (error) => error instanceof missing);
  });
}

test("whatever a method gives, its call is answered, with the method's own error", async () => {
  const unreadable = "new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })";
  for (const [find, expected] of [
    ["(n, e, result) => result(new Error('plain'))", /plain/],
    ["(n, e, result) => result('text')", /text/],
    ["(n, e, result) => { throw new Error('thrown'); }", /thrown/],
    ["async (n, e) => { throw null; }", /null/],
    ["(n, e) => Promise.reject(undefined)", /undefined/],
    ["async (n, e) => 5", /write/],
    ["(n, e, result) => { result(null, { write() { throw new Error('late'); } }); }", /late/],
    ["(n, e) => ({ then() { throw new Error('no promise'); } })", /no promise/],
    [`(n, e, result) => result(${unreadable})`, undefined],
    [`async (n, e) => { throw ${unreadable}; }`, undefined],
  ] as const) {
    const { call } = await load(`{ ...(${usual}), find: ${find} }`);
    const outcome = await call(0, "lamp", true).then(
      () => assert.fail(`${find} was answered with a result`),
      (error: unknown) => error,
    );
    if (expected !== undefined) assert.match(String(outcome), expected);
  }
});

test("methods that are missing, and code that is not the compiler's, are named", async () => {
  await assert.rejects(load("{ find() {} }"), /handler.cjs lacks methods of Shelf: count, drop/);
  using modules = writeModules({
    "handler.cjs": `
      class Processor { process() {} process_find() {} }
      exports.service = { Processor, Client: class {} };
      exports.default = { find() {} };`,
    "node_modules/node-int64/index.js": "module.exports = class {};",
  });
  const url = new URL(`file://${join(modules.folder, "handler.cjs")}`).href;
  assert.equal(
    await modules.refusal({ url }, "handler.cjs"),
    "<folder>/handler.cjs: the exported service has a Processor and a Client, but not as thrift --gen js:node generates them: its Client has no send_find",
  );
});
