// A handler module has a method for every function of its service, wherever its author put them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { InitError } from "../../src/handler/handler.ts";
import { handlerSource } from "../../src/handler/source.ts";
import { writeModules } from "./modules.ts";

const thrift = `
  service Parent { i32 inherited() }
  service Calculator extends Parent { i32 add(1: i32 a, 2: i32 b) i32 sub(1: i32 a, 2: i32 b) }`;
const service = 'export const service = "./calculator.thrift#Calculator";\n';
const all = "inherited: () => 7, add: (a, b) => a + b, sub: (a, b) => a - b";

function calculator(module: string) {
  return writeModules({ "calculator.thrift": thrift, "handler.ts": `// @ts-nocheck\n${service}${module}` });
}

const refused: readonly { readonly what: string; readonly module: string; readonly says: string | RegExp }[] =
  [
    {
      what: "no default export",
      module: "export const add = 1;",
      says: "<folder>/handler.ts has no default export with the methods of Calculator: expected export default { inherited(...) { ... }, ... }",
    },
    {
      what: "a default export that is no object",
      module: "export default 5;",
      says: "<folder>/handler.ts has no default export with the methods of Calculator: expected export default { inherited(...) { ... }, ... }",
    },
    {
      what: "a method too few",
      module: "export default { add() {}, inherited() {} };",
      says: "<folder>/handler.ts lacks a method of Calculator: sub",
    },
    {
      what: "methods too few, an inherited one among them",
      module: "export default { add() {} };",
      says: "<folder>/handler.ts lacks methods of Calculator: inherited, sub",
    },
    {
      what: "a method that is no function",
      module: "export default { add: 5, sub: null, inherited() {} };",
      says: "<folder>/handler.ts lacks methods of Calculator: add, sub",
    },
    {
      what: "an init that is no function",
      module: `export const init = {}; export default { ${all} };`,
      says: "<folder>/handler.ts exports init, which is no function",
    },
    {
      what: "a close that is no function",
      module: `export const close = 1; export default { ${all} };`,
      says: "<folder>/handler.ts exports close, which is no function",
    },
    {
      what: "a module with an error in its syntax",
      module: "export default {{",
      says: /^cannot import <folder>\/handler\.ts:\n<folder>\/handler\.ts:3:17: \S/,
    },
    {
      what: "a module that throws when it is imported",
      module: 'throw new RangeError("no GPU here");',
      says: /^cannot import <folder>\/handler\.ts: RangeError: no GPU here\n[\s\S]*handler\.ts/,
    },
    {
      what: "a module that imports what is not there",
      module: 'import "./missing.ts"; export default {};',
      says: /^cannot import <folder>\/handler\.ts:\n<folder>\/handler\.ts:3:\d+: .*missing\.ts/,
    },
  ];

for (const { what, module, says } of refused) {
  test(`${what} is refused`, async () => {
    using modules = calculator(module);
    const message = await modules.refusal();
    if (typeof says === "string") assert.equal(message, says);
    else assert.match(message, says);
  });
}

test("a module that is not there is refused by its path, relative below the working directory", async () => {
  using modules = calculator("");
  assert.equal(await modules.refusal({}, "nowhere.ts"), "no such file: <folder>/nowhere.ts");
  const url = new URL("./nowhere.ts", import.meta.url).href;
  assert.equal(await modules.refusal(handlerSource(url, {})), "no such file: tests/handler/nowhere.ts");
});

test("methods that the service does not declare are a warning", async () => {
  using modules = calculator(`export default { ${all}, mul() {}, div() {}, data: 5 };`);
  const { warnings } = await modules.load();
  assert.deepEqual(warnings, [
    `${modules.folder}/handler.ts has methods that Calculator does not declare; no client can call them: mul, div`,
  ]);
});

test("a handler with just its methods has no warnings", async () => {
  using modules = calculator(`export default { ${all} };`);
  const { warnings, handler } = await modules.load();
  assert.deepEqual(warnings, []);
  assert.equal(handler.init, undefined);
  assert.equal(handler.close, undefined);
});

const shapes: Readonly<Record<string, string>> = {
  "an object": `export default { offset: 0, inherited: () => 7, add(a, b) { return a + b + this.offset; }, sub: (a, b) => a - b };`,
  "an instance of a class": `
    class Calculator { offset = 0; inherited() { return 7; } add(a, b) { return a + b + this.offset; } sub(a, b) { return a - b; } }
    export default new Calculator();`,
  "an instance of a class that extends another": `
    class Parent { inherited() { return 7; } sub() { return -1; } }
    class Calculator extends Parent { offset = 0; add(a, b) { return a + b + this.offset; } sub(a, b) { return a - b; } }
    export default new Calculator();`,
  "an object without a prototype": `export default Object.assign(Object.create(null), { ${all} });`,
  "an object with getters": `export default { inherited: () => 7, get add() { return (a, b) => a + b; }, sub: (a, b) => a - b };`,
  "a module's namespace": `import * as methods from "./methods.ts"; export default methods;`,
};

for (const [what, module] of Object.entries(shapes)) {
  test(`${what} is a handler: its methods are found, and are called with it as this`, async () => {
    using modules = writeModules({
      "calculator.thrift": thrift,
      "handler.ts": `// @ts-nocheck\n${service}${module}`,
      "methods.ts":
        "// @ts-nocheck\nexport const inherited = () => 7, add = (a, b) => a + b, sub = (a, b) => a - b;",
    });
    const { handler, warnings, service: served } = await modules.load();
    assert.deepEqual(warnings, []);
    const [inherited, add, sub] = handler.methods as readonly ((...args: number[]) => unknown)[];
    assert.deepEqual(
      served.functions.map(({ name }) => name),
      ["inherited", "add", "sub"],
    );
    assert.deepEqual(
      [
        inherited?.call(handler.receivers[0]),
        add?.call(handler.receivers[0], 5, 2),
        sub?.call(handler.receivers[0], 5, 2),
      ],
      [7, 7, 3],
    );
  });
}

const awkward = "service Awkward { i32 toString() i32 constructor() i32 __proto__() i32 hasOwnProperty() }";
const awkwardService = '// @ts-nocheck\nexport const service = "./x.thrift";\n';

test("what every object inherits is no method of a service", async () => {
  for (const module of ["export default {};", "class Awkward {} export default new Awkward();"]) {
    using modules = writeModules({ "x.thrift": awkward, "handler.ts": awkwardService + module });
    assert.equal(
      await modules.refusal(),
      "<folder>/handler.ts lacks methods of Awkward: toString, constructor, __proto__, hasOwnProperty",
    );
  }
});

test("methods may have the names of what every object inherits", async () => {
  using modules = writeModules({
    "x.thrift": awkward,
    "handler.ts": `${awkwardService}export default { toString: () => 1, constructor: () => 2, __proto__() { return 3; }, hasOwnProperty: () => 4 };`,
  });
  const { handler, warnings } = await modules.load();
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    handler.methods.map((method) => (method as () => unknown)()),
    [1, 2, 3, 4],
  );
});

test("an init that fails names its module and what it threw, thrown at once or later", async () => {
  for (const init of [
    'function init() { throw new TypeError("no model") }',
    'async function init() { await null; throw new TypeError("no model") }',
  ]) {
    using modules = calculator(`export ${init}\nexport default { ${all} };`);
    const { handler } = await modules.load();
    await assert.rejects(
      async () => handler.init?.({ id: 1, runs: "inline", model: "simple" }),
      (error: unknown) => {
        assert.ok(error instanceof InitError);
        assert.ok(
          error.message.startsWith(`init of ${modules.folder}/handler.ts failed: TypeError: no model\n`),
        );
        assert.ok(error.cause instanceof TypeError);
        return true;
      },
    );
  }
});

test("an init that throws what is no error is told as well", async () => {
  using modules = calculator(`export function init() { throw "tired" }\nexport default { ${all} };`);
  const { handler } = await modules.load();
  await assert.rejects(async () => handler.init?.({ id: 1, runs: "inline", model: "simple" }), {
    name: "InitError",
    message: `init of ${modules.folder}/handler.ts failed: tired`,
  });
});

test("init and close are called with what they are told", async () => {
  using modules = calculator(
    `export const told = []; export function init(worker) { told.push(worker); }\nexport function close() { told.push("closed"); }\nexport default { ${all} };`,
  );
  const { handler } = await modules.load();
  const worker = { id: 3, runs: "thread", model: "threadpool" } as const;
  await handler.init?.(worker);
  await handler.close?.();
  const { told } = await import(`file://${modules.folder}/handler.ts`);
  assert.deepEqual(told, [worker, "closed"]);
});
