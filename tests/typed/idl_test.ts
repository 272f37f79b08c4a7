// An IDL that stands in a program as text is served and called like one of a file, and its errors are shown in their place.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as handler from "../../examples/orders/handler.ts";
import { service } from "../../examples/orders/handler.ts";
import { type ClientOf, connect, type GivenOf, serve, serveInMemory } from "../../mod.ts";
import type { LoadedHandler } from "../../src/handler/load.ts";
import { distinctModels, fewWorkers } from "../fixtures/serving.ts";
import { writeModules } from "../handler/modules.ts";

for (const model of distinctModels) {
  test(`${model} serves a handler whose IDL stands in it, to a typed client`, async () => {
    const settings = { model, ...fewWorkers(model), port: 0, shutdownTimeout: 5, logLevel: "fatal" } as const;
    await using server = await serve(new URL("../../examples/orders/handler.ts", import.meta.url), settings);
    const { port } = server.address as { port: number };
    await using orders = await connect(service, { port });
    assert.deepEqual(await orders.find(7), { id: 7n, state: 5, lines: ["one"] });
    const given: GivenOf<typeof service, "Order">[] = [{ id: 1, lines: ["a"] }, { id: 2n }];
    const all = await orders.all(given, 1);
    assert.deepEqual(all, new Map([[1n, { id: 1n, state: 1, lines: ["a"] }]]));
    assert.equal(await orders.name(), "orders");
    await orders.forget(1n);
    await assert.rejects(orders.find(-1n), { name: "NotFound", id: -1n });
    // @ts-expect-error there is no such function
    assert.equal(orders.fnd, undefined);
  });
}

test("a handler whose IDL stands in it is served in memory", async () => {
  await using server = await serveInMemory(handler);
  const orders = await server.connect<ClientOf<typeof service>>();
  assert.deepEqual(await orders.find(7n), { id: 7n, state: 5, lines: ["one"] });
});

test("an error in the text is shown in its line of the module", async () => {
  const module = `const x = 1;\nexport const service = \`service S {\n  i32 add(1: i23 a)\n}\`;\nexport default {};\n`;
  const message = await refusal({ "handler.ts": module });
  assert.match(message, /handler\.ts:3:14: .*i23/);
  assert.match(message, /\n +3 \| {3}i32 add\(1: i23 a\)\n +\| +\^\^\^/);
});

test("an error in a text that was put together is shown in its line of the text", async () => {
  const module = `const type = "i23";\nexport const service = \`service S {\n  \${type} add() }\`;\nexport default {};\n`;
  assert.match(await refusal({ "handler.ts": module }), /handler\.ts: service:2:3: .*i23/);
});

test("a text of several services that do not extend one another is refused", async () => {
  const module = "export const service = `service A {} service B {}`; export default {};";
  const message = await refusal({ "handler.ts": module });
  assert.match(message, /the IDL in service defines several services \(A, B\), none of which extends/);
});

test("a text that ends with the name of a file is a text, and a path with braces is a path", async () => {
  const files = {
    "handler.ts":
      'export const service = "service S { i32 f() }\\n// as in a.thrift#S"; export default { f: () => 1 };',
  };
  assert.equal((await loaded(files)).service.name, "S");
  const path = { "handler.ts": 'export const service = "./{a}.thrift#P"; export default { p: () => 1 };' };
  assert.equal((await loaded({ ...path, "{a}.thrift": "service P { i32 p() }" })).service.name, "P");
});

test("includes of a text are looked for beside its module", async () => {
  const files = {
    "handler.ts":
      'export const service = `include "part.thrift" service S extends part.P { i32 two() }`; export default { one: () => 1, two: () => 2 };',
    "part.thrift": "service P { i32 one() }",
  };
  const names = (await loaded(files)).service.functions.map(({ name }) => name);
  assert.deepEqual(names, ["one", "two"]);
});

test("services of one text, and of others, are listed", async () => {
  const files = {
    "handler.ts":
      'import * as other from "./other.ts"; export const service = `service A { i32 a() } service B { i32 b() }`; export const services = { A: { a: () => 1 }, B: { b: () => 2 }, other };',
    "other.ts": "export const service = `service C { i32 c() }`; export default { c: () => 3 };",
  };
  const { prefixes } = (await loaded(files)).service;
  assert.deepEqual(prefixes, ["A", "B", "other"]);
});

test("the default export of a module that lists services too is of the service that no other of its text extends", async () => {
  const handlerOf = (text: string) =>
    `import * as other from "./other.ts"; export const service = "${text}"; export default { a: () => 1, b: () => 2 }; export const services = { other };`;
  const other = "export const service = `service C { i32 c() }`; export default { c: () => 3 };";
  const heir = handlerOf("service A { i32 a() } service B extends A { i32 b() }");
  const { functions } = (await loaded({ "handler.ts": heir, "other.ts": other })).service;
  assert.deepEqual(
    functions.map(({ name, bare = false }) => [name, bare]),
    [
      ["a", true],
      ["b", true],
      ["c", false],
    ],
  );
  const apart = handlerOf("service A { i32 a() } service B { i32 b() }");
  assert.match(
    await refusal({ "handler.ts": apart, "other.ts": other }),
    /handler\.ts: the IDL in service defines several services \(A, B\), none of which extends/,
  );
});

test("a listed service that the text does not define is refused by the text's name, not a file's", async () => {
  const module =
    "export const service = `service A { i32 a() }`; export const services = { B: { a: () => 1 } };";
  assert.match(
    await refusal({ "handler.ts": module }),
    /services\.B: the IDL in service and what it includes define no service B; they define A\./,
  );
});

/** Why a handler of these files is not served. */
async function refusal(files: Readonly<Record<string, string>>): Promise<string> {
  return await loaded(files).then(
    () => assert.fail("it was loaded"),
    (error: Error) => error.message,
  );
}

async function loaded(files: Readonly<Record<string, string>>): Promise<LoadedHandler> {
  using modules = writeModules(files);
  return await modules.load();
}
