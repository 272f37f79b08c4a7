// Which services a handler module multiplexes, and which of them answers calls without a prefix.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wireNames } from "../../src/schema/service.ts";
import { writeModules } from "./modules.ts";

const thrift = `
  include "shared.thrift"
  service Calculator extends shared.Base { i32 add(1: i32 a, 2: i32 b) }
  service Second { i32 two() }`;
const sharedThrift =
  "struct Item { 1: i32 n } service Base { i32 inherited() } service Shared { Item item() }";

const service = 'export const service = new URL("./calculator.thrift", import.meta.url);\n';
const calculator = "{ inherited: () => 7, add: (a, b) => a + b }";
const shared = "{ item: () => ({ n: 1 }) }";
const second = "{ two: () => 2 }";

/** Files of one test: `handler.ts` and what else it may refer to. */
function modulesOf(handler: string, files: Readonly<Record<string, string>> = {}) {
  return writeModules({
    "calculator.thrift": thrift,
    "shared.thrift": sharedThrift,
    "handler.ts": `// @ts-nocheck\n${handler}`,
    ...Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        name.endsWith(".ts") ? `// @ts-nocheck\n${text}` : text,
      ]),
    ),
  });
}

const sharedModule = `export const service = new URL("./shared.thrift#Shared", import.meta.url);\nexport default ${shared};`;

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
    what: "files of which one is included by both and read twice",
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
        const self = handler.selves[index] as Readonly<Record<string, unknown>>;
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

const refused: readonly {
  readonly what: string;
  readonly handler: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly says: string;
}[] = [
  {
    what: "services that is no object",
    handler: `${service}export const services = 5;`,
    says: "<folder>/handler.ts exports services, which is no object: expected export const services = { NAME: { ...methods }, ... }",
  },
  {
    what: "services with nothing in it",
    handler: `${service}export const services = {};`,
    says: "<folder>/handler.ts exports services with nothing in it: expected export const services = { NAME: { ...methods }, ... }",
  },
  {
    what: "a key with a colon",
    handler: `${service}export const services = { "a:b": ${second} };`,
    says: '<folder>/handler.ts: services has the key "a:b": expected a name without a colon, which clients put before one',
  },
  {
    what: "an entry that is no object",
    handler: `${service}export const services = { Second: () => 5 };`,
    says: "<folder>/handler.ts: services.Second is no object: expected its methods, or a whole handler module",
  },
  {
    what: "a listed module that lists services itself",
    handler: `import * as two from "./two.ts";\nexport const services = { Second: two };`,
    files: { "two.ts": `${service}export const services = {};\nexport default ${second};` },
    says: "<folder>/handler.ts: services.Second lists services itself: list them in <folder>/handler.ts",
  },
  {
    what: "a key that names no service",
    handler: `${service}export const services = { Third: ${second} };`,
    says: "<folder>/handler.ts: services.Third: calculator.thrift and what it includes define no service Third; they define shared.Base, shared.Shared, Calculator, Second. A whole module with a service of its own may have any key",
  },
  {
    what: "a key that names services of two included files",
    handler: 'export const service = "both.thrift";\nexport const services = { Shared: {} };',
    files: {
      "both.thrift": 'include "shared.thrift"\ninclude "more.thrift"',
      "more.thrift": "service Shared {}",
    },
    says: "<folder>/handler.ts: services.Shared may be shared.Shared or more.Shared: use one of these as the key",
  },
  {
    what: "methods without an IDL",
    handler: `export const services = { Second: ${second} };`,
    says: '<folder>/handler.ts exports no service: add export const service = new URL("./NAME.thrift", import.meta.url), or name the IDL with --idl FILE#Service',
  },
  {
    what: "a listed module whose service is not there",
    handler: `import * as two from "./two.ts";\nexport const services = { Second: two };`,
    files: {
      "two.ts": `export const service = new URL("./calculator.thrift#Third", import.meta.url);\nexport default ${second};`,
    },
    says: "<folder>/handler.ts: calculator.thrift defines no service Third; it defines Calculator, Second",
  },
  {
    what: "methods too few of one of them",
    handler: `${service}export const services = { Second: ${second}, Calculator: { add() {} } };`,
    says: "<folder>/handler.ts: services.Calculator lacks a method of Calculator: inherited",
  },
  {
    what: "methods too few of the default export",
    handler: `${service}export const services = { Calculator: ${calculator} };\nexport default {};`,
    says: "<folder>/handler.ts lacks a method of Second: two",
  },
  {
    what: "a default export that is no object",
    handler: `${service}export const services = { Calculator: ${calculator} };\nexport default 5;`,
    says: "<folder>/handler.ts has no default export with the methods of Second: expected export default { two(...) { ... }, ... }",
  },
  {
    what: "a default export that may be several services",
    handler: `${service}export const services = { Shared: ${shared} };\nexport default ${second};`,
    says: "<folder>/handler.ts: its default export may be Calculator or Second: name the service, as in calculator.thrift#Calculator",
  },
  {
    what: "a #Name that is neither listed nor the default export",
    handler: `export const service = "calculator.thrift#Second";\nexport const services = { Calculator: ${calculator} };`,
    says: "<folder>/handler.ts: service names Second as the one that answers calls without a prefix, which is neither listed in services nor has a default export with its methods",
  },
  {
    what: "two files that define one name differently",
    handler: `${service}import * as other from "./other.ts";\nexport const services = { Calculator: ${calculator}, Other: other };`,
    files: {
      "other.ts":
        'export const service = new URL("./other.thrift", import.meta.url);\nexport default { item() {} };',
      "other.thrift": 'include "copy/shared.thrift"\nservice Other { shared.Item item() }',
      "copy/shared.thrift": "struct Item { 1: string n }",
    },
    says: "<folder>/handler.ts: <folder>/calculator.thrift and <folder>/other.thrift, or files that they include, define shared.Item differently: shared.thrift has to be one file, or two of different names",
  },
  {
    what: "an init of a listed module that is no function",
    handler: `import * as shared from "./shared.ts";\nexport const services = { Shared: shared };`,
    files: { "shared.ts": `${sharedModule}\nexport const init = 5;` },
    says: "<folder>/handler.ts: services.Shared exports init, which is no function",
  },
];

for (const { what, handler, files, says } of refused) {
  test(`${what}: refused with a remedy`, async () => {
    using modules = modulesOf(handler, files);
    assert.equal(await modules.refusal(), says);
  });
}

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
  await assert.rejects(async () => handler.close?.(), { message: "shared" });
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
