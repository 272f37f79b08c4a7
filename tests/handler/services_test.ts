// The services that a handler module multiplexes, and the one that answers calls without a prefix.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wireNames } from "../../src/schema/service.ts";
import { calculator, modulesOf, second, service, shared, sharedModule, sharedThrift } from "./services.ts";

const accepted: readonly {
  readonly what: string;
  readonly handler: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly idl?: string;
  readonly name: string;
  /** What clients call, and the service whose function that is. */
  readonly calls: Readonly<Record<string, string>>;
}[] = [
  {
    what: "services of the file and of one that it includes",
    handler: `${service}export const services = { Calculator: ${calculator}, Shared: ${shared} };`,
    name: "Calculator, Shared",
    calls: {
      "Calculator:inherited": "Calculator",
      "Calculator:add": "Calculator",
      "Shared:item": "Shared",
    },
  },
  {
    what: "a qualified key",
    handler: `${service}export const services = { Calculator: ${calculator}, "shared.Shared": ${shared} };`,
    name: "Calculator, shared.Shared",
    calls: {
      "Calculator:inherited": "Calculator",
      "Calculator:add": "Calculator",
      "shared.Shared:item": "Shared",
    },
  },
  {
    what: "one service alone, which is the default as well",
    handler: `${service}export const services = { Second: ${second} };`,
    name: "Second",
    calls: { two: "Second", "Second:two": "Second" },
  },
  {
    what: "a default export that is the only service not listed",
    handler: `${service}export const services = { Calculator: ${calculator} };\nexport default ${second};`,
    name: "Second, Calculator",
    calls: { two: "Second", "Calculator:inherited": "Calculator", "Calculator:add": "Calculator" },
  },
  {
    what: "a default export that is the only service of the file, with a handler of its own",
    handler: `export const service = "one.thrift";\nexport const services = { One: ${second} };\nexport default { two: () => 22 };`,
    files: { "one.thrift": "service One { i32 two() }" },
    name: "One",
    calls: { two: "One", "One:two": "One" },
  },
  {
    what: "a default export that the service's #Name names",
    handler: `export const service = "calculator.thrift#Second";\nexport const services = { Shared: ${shared} };\nexport default ${second};`,
    name: "Second, Shared",
    calls: { two: "Second", "Shared:item": "Shared" },
  },
  {
    what: "a default export that is one of those listed",
    handler: `${service}const two = ${second};\nexport const services = { Calculator: ${calculator}, Second: two };\nexport default two;`,
    name: "Calculator, Second",
    calls: {
      "Calculator:inherited": "Calculator",
      "Calculator:add": "Calculator",
      two: "Second",
      "Second:two": "Second",
    },
  },
  {
    what: "a listed service that #Name makes the default",
    handler: `export const service = "calculator.thrift#Second";\nexport const services = { Calculator: ${calculator}, Second: ${second} };`,
    name: "Calculator, Second",
    calls: {
      "Calculator:inherited": "Calculator",
      "Calculator:add": "Calculator",
      two: "Second",
      "Second:two": "Second",
    },
  },
  {
    what: "whole modules under any key, without a service of the module that lists them",
    handler: `import * as shared from "./shared.ts";\nexport const services = { Old: shared, New: shared };`,
    files: { "shared.ts": sharedModule },
    name: "Old, New",
    calls: { "Old:item": "Shared", "New:item": "Shared" },
  },
  {
    what: "a whole module whose service is a #Name of the same file",
    handler: `${service}import * as two from "./two.ts";\nexport const services = { Zwei: two, Calculator: ${calculator} };`,
    files: { "two.ts": `export const service = "#Second";\nexport default ${second};` },
    name: "Zwei, Calculator",
    calls: { "Zwei:two": "Second", "Calculator:inherited": "Calculator", "Calculator:add": "Calculator" },
  },
  {
    what: "a whole module without a service, which its key names",
    handler: `${service}import * as two from "./two.ts";\nexport const services = { Second: two };`,
    files: { "two.ts": `export default ${second};` },
    name: "Second",
    calls: { two: "Second", "Second:two": "Second" },
  },
  {
    what: "--idl, which goes before the module's own service",
    handler: `export const service = "nowhere.thrift";\nexport const services = { Calculator: ${calculator}, Shared: ${shared} };\nexport default ${second};`,
    idl: "calculator.thrift#Second",
    name: "Second, Calculator, Shared",
    calls: {
      two: "Second",
      "Calculator:inherited": "Calculator",
      "Calculator:add": "Calculator",
      "Shared:item": "Shared",
    },
  },
  {
    what: "a qualified key of a file of whose name there are two",
    handler: `${service}export const services = { "other/deep/shared.Deep": ${second}, "shared.Shared": ${shared}, "other.Other": ${second} };`,
    files: {
      "calculator.thrift":
        'include "shared.thrift"\ninclude "other/other.thrift"\nservice Calculator extends shared.Base {}',
      "other/other.thrift": 'include "deep/shared.thrift"\nservice Other extends shared.Deep {}',
      "other/deep/shared.thrift": "service Deep { i32 two() }",
    },
    name: "other/deep/shared.Deep, shared.Shared, other.Other",
    calls: {
      "other/deep/shared.Deep:two": "Deep",
      "shared.Shared:item": "Shared",
      "other.Other:two": "Other",
    },
  },
  {
    what: "two files of one name, each with a service of one name and another type of one name",
    handler: `export const service = "a/notes.thrift";\nimport * as other from "./b/other.ts";\nexport default ${shared};\nexport const services = { A: other, B: other };`,
    files: {
      "a/notes.thrift": `include "../shared.thrift"\nservice Notes { shared.Item item() }`,
      "b/notes.thrift": `include "shared.thrift"\nservice Notes { shared.Item item() }`,
      "b/shared.thrift": "struct Item { 1: string n }",
      "b/other.ts": `export const service = new URL("./notes.thrift#notes.Notes", import.meta.url);\nexport default { item: () => ({ n: "2" }) };`,
    },
    name: "Notes, A, B",
    calls: { item: "Notes", "A:item": "Notes", "B:item": "Notes" },
  },
  {
    what: "files of which one is included by both, and another is a copy of it",
    handler: `${service}import * as other from "./other.ts";\nexport const services = { Calculator: ${calculator}, Other: other };`,
    files: {
      "other.ts":
        'export const service = new URL("./other.thrift", import.meta.url);\nexport default { item: () => ({ n: 2 }) };',
      "other.thrift": 'include "copy/shared.thrift"\nservice Other { shared.Item item() }',
      "copy/shared.thrift": `/** A copy with a comment. */ ${sharedThrift}`,
    },
    name: "Calculator, Other",
    calls: {
      "Calculator:inherited": "Calculator",
      "Calculator:add": "Calculator",
      "Other:item": "Other",
    },
  },
];

for (const { what, handler, files, idl, name, calls } of accepted) {
  test(`${what}: accepted, and the same when a worker is told the service`, async () => {
    using modules = modulesOf(handler, files);
    const source = idl === undefined ? {} : { idl: `${modules.folder}/${idl}` };
    const first = await modules.load(source);
    const told = await modules.load({ ...source, service: JSON.parse(JSON.stringify(first.service)) });
    assert.deepEqual(told.service, first.service);
    for (const { service, handler, warnings } of [first, told]) {
      assert.deepEqual(warnings, []);
      assert.equal(service.name, name);
      const found = [...wireNames(service)].map(([called, index]) => [
        called,
        service.functions[index]!.service,
      ]);
      assert.deepEqual(Object.fromEntries(found), calls);
      for (const [called, index] of wireNames(service)) {
        const func = called.slice(called.indexOf(":") + 1);
        assert.equal(service.functions[index]!.name, func);
        const self = handler.receivers[index] as Readonly<Record<string, unknown>>;
        assert.equal(handler.methods[index], self[func]);
      }
    }
  });
}

test("the default export answers calls without a prefix, the listed service those with one", async () => {
  using modules = modulesOf(accepted[4]!.handler, accepted[4]!.files);
  const { service, handler } = await modules.load();
  const call = (name: string) => (handler.methods[wireNames(service).get(name)!] as () => unknown)();
  assert.deepEqual([call("two"), call("One:two")], [22, 2]);
});

test("methods that a listed service does not declare are a warning that names it", async () => {
  using modules = modulesOf(
    `${service}export const services = { Second: { two: () => 2, add() {} }, Shared: ${shared} };`,
  );
  const { warnings } = await modules.load();
  assert.deepEqual(warnings, [
    `${modules.folder}/handler.ts: services.Second has methods that Second does not declare; no client can call them: add`,
  ]);
});

const hooks = (name: string) =>
  `export const init = () => void globalThis.thriftserveHooks.push("init ${name}");
   export const close = () => { globalThis.thriftserveHooks.push("close ${name}"); throw new Error("${name}") };`;

test("init runs once in each module, in their order, and close in the opposite one even if one fails", async () => {
  const told: string[] = [];
  Object.assign(globalThis, { thriftserveHooks: told });
  using modules = modulesOf(
    `${service}${hooks("own")}import * as shared from "./shared.ts";\nexport const services = { Old: shared, New: shared, Second: ${second} };`,
    { "shared.ts": `${sharedModule}\n${hooks("shared")}` },
  );
  const { handler } = await modules.load();
  await handler.init?.({ id: 1, runs: "inline", model: "simple" });
  await assert.rejects(
    async () => handler.close?.(),
    (error: Error) => {
      assert.match(
        error.message,
        /^close of .*services\.Old failed: Error: shared\n.*; close of .* failed: Error: own\n/s,
      );
      return error.name === "CloseError";
    },
  );
  assert.deepEqual(told, ["init own", "init shared", "close shared", "close own"]);
});

test("an init of a listed module that fails names it", async () => {
  using modules = modulesOf(
    'import * as shared from "./shared.ts";\nexport const services = { Shared: shared };',
    { "shared.ts": `${sharedModule}\nexport function init() { throw new TypeError("no model") }` },
  );
  const { handler } = await modules.load();
  await assert.rejects(
    async () => handler.init?.({ id: 1, runs: "inline", model: "simple" }),
    (error: Error) =>
      error.name === "InitError" &&
      error.message.startsWith(
        `init of ${modules.folder}/handler.ts: services.Shared failed: TypeError: no model`,
      ),
  );
});

test("services may have the names of what every object has, and inherit nothing from it", async () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  const idl = names.map((name) => `service ${name} { i32 valueOf() }`).join(" ");
  const entries = (methods: string) =>
    names.map((name) => `[${JSON.stringify(name)}]: ${methods}`).join(", ");
  const handler = (methods: string) =>
    `export const service = "x.thrift";\nexport const services = { ${entries(methods)} };`;
  using modules = modulesOf(handler("{ valueOf: () => 1 }"), { "x.thrift": idl });
  const { service: served } = await modules.load();
  assert.deepEqual(
    [...wireNames(served).keys()],
    names.map((name) => `${name}:valueOf`),
  );
  using lacking = modulesOf(handler("{}"), { "x.thrift": idl });
  assert.equal(
    await lacking.refusal(),
    "<folder>/handler.ts: services.__proto__ lacks a method of __proto__: valueOf",
  );
});
