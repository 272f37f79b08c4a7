// A handler's `around` stands before every method, under every model, and its results and errors are those of the call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { service as notes } from "../../examples/guarded/handler.ts";
import { type ConnectOptions, connect, type ServeOptions, serve, serveInMemory } from "../../mod.ts";
import { distinctModels, oneWorker, places, until } from "../fixtures/serving.ts";
import { service } from "./surrounded.ts";

const handler = new URL("./surrounded.ts", import.meta.url);
const guarded = new URL("../../examples/guarded/handler.ts", import.meta.url);

async function port(of: URL, options: ServeOptions) {
  const server = await serve(of, { port: 0, logLevel: "fatal", shutdownTimeout: 5, ...options });
  return { port: (server.address as { port: number }).port, [Symbol.asyncDispose]: () => server.close() };
}

interface Calls {
  call(name: string, ...given: unknown[]): Promise<unknown>;
}

async function behaves(client: Calls): Promise<void> {
  assert.equal(await client.call("add", 10, 20), 30);
  await assert.rejects(client.call("add", 1, 1), { name: "Refused", why: "no ones" });
  await assert.rejects(client.call("add", 2, 1), { name: "ApplicationError", type: 0, message: /no twos/ });
  await assert.rejects(client.call("add", 3, 1), { type: 6, message: /add result: expected i32, got "not/ });
  assert.equal(await client.call("add", 4, 1), 44);
  assert.equal(await client.call("add", 5, 1), 106);
  assert.equal(await client.call("later", 6), 6);
  await assert.rejects(client.call("later", 0), { name: "Refused", why: "none" });
  await assert.rejects(client.call("undeclared"), { message: /of the method/ });
  await client.call("tell", 8);
  await client.call("tell", 4);
  const seen = (await client.call("seen")) as string[];
  assert.deepEqual(seen.slice(0, 2), ["Surrounded.add(10, 20)", "Surrounded.add(1, 1)"]);
  assert.deepEqual(seen.slice(-4), [
    ...["Surrounded.tell(8)", "told 8", "Surrounded.tell(4)", "Surrounded.seen()"],
  ]);
}

for (const model of distinctModels) {
  test(`${model} calls around in place of each method`, async () => {
    await using server = await port(handler, { model, ...oneWorker(model) });
    await using client = await connect(service, { port: server.port, connectTimeout: 0 });
    await behaves(client);
  });
}

test("a server in memory does too", async () => {
  await using server = await serveInMemory(handler);
  await behaves(await server.connect());
});

test("a sync around of a sync method makes no promise", async () => {
  const { surroundedBy } = await import("../../src/processor/around.ts");
  const method = surroundedBy((_call, next) => next())((() => 7) as never, { service: "S", name: "f" });
  assert.equal((method as (call: object) => unknown)({}), 7);
});

test("each service of several has its own around inside of the module's", async () => {
  const order: string[] = [];
  const through = (name: string) => (_call: object, next: () => unknown) => {
    order.push(name);
    return next();
  };
  const own = { service: "service Own { i32 one() }", default: { one: () => 1 } };
  const other = {
    service: "service Other { i32 two() }",
    around: through("other"),
    default: { two: () => 2 },
  };
  await using server = await serveInMemory({ ...own, around: through("own"), services: { Other: other } });
  const client = await server.connect();
  assert.equal(await client.call("one"), 1);
  const second = await server.connect({ multiplexed: "Other" });
  assert.equal(await second.call("two"), 2);
  assert.deepEqual(order, ["own", "own", "other"]);
});

test("an around that is no function is refused", async () => {
  const module = { service: "service S { i32 f() }", default: { f: () => 1 }, around: {} };
  await assert.rejects(serveInMemory(module), {
    name: "HandlerError",
    message: "the handler exports around, which is no function: expected (call, next) => next()",
  });
});

test("the example takes a bearer token over THeader and HTTP, and refuses other calls", async () => {
  await using server = await port(guarded, { model: "threadpool", workers: 1 });
  const header = { port: server.port, transport: "header", connectTimeout: 0 } as const;
  const dialects: readonly ConnectOptions[] = [header, { address: `http://127.0.0.1:${server.port}/` }];
  for (const dialect of dialects) {
    const headers = { Authorization: "Bearer sesame" };
    await using client = await connect(notes, { ...dialect, headers });
    assert.deepEqual(await client.call("all"), []);
    await using stranger = await connect(notes, dialect);
    await assert.rejects(stranger.call("all"), { name: "Refused", why: "no valid token" });
  }
});

test("the example's limit refuses the calls past it", async () => {
  const { CallRate } = await import("../../examples/guarded/call_rate.ts");
  const rate = new CallRate(2);
  const outcomes = [1, 2, 3, 4, 5, 6].map((port) => rate.allows(`127.0.0.1:${port}`));
  assert.ok(outcomes[0] && outcomes.includes(false), `${outcomes}`);
});

test("code generated for the npm package is surrounded as well", async () => {
  const { writeModules } = await import("../handler/modules.ts");
  const { createRequire } = await import("node:module");
  const generated = fileURLToPath(new URL("../handler/npm/generated.cjs", import.meta.url));
  const thrift = createRequire(import.meta.url).resolve("thrift");
  using modules = writeModules({
    "handler.cjs": `const { Item } = require(${JSON.stringify(generated)});
      exports.service = require(${JSON.stringify(generated)});
      exports.around = async (call, next) => (call.method === "count" ? (await next()) + 1n : next());
      exports.default = { find: (a, b, done) => done(null, new Item({ name: a })), count: async () => 7, drop() {} };`,
    "node_modules/thrift/index.js": `module.exports = require(${JSON.stringify(thrift)});`,
    "node_modules/thrift/package.json": '{ "name": "thrift", "main": "index.js" }',
  });
  await using server = await serveInMemory(`${modules.folder}/handler.cjs`, { logLevel: "fatal" });
  const client = await server.connect();
  assert.equal(String(await client.call("count")), "8");
});

for (const [place, options] of Object.entries(places)) {
  test(`${place} refuses the calls of an address past maxCallsPerPeer, and counts them`, async () => {
    await using server = await serve(handler, {
      ...{ port: 0, logLevel: "fatal", shutdownTimeout: 5, maxCallsPerPeer: 1, ...options },
    });
    const { port } = server.address as { port: number };
    await using client = await connect(service, { port, connectTimeout: 0, connections: 1, retries: 0 });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => client.call("add", 9, 1)));
    const refused = outcomes.filter(({ status }) => status === "rejected");
    assert.ok(refused.length > 0 && refused.length < 20, `${refused.length}`);
    for (const { reason } of refused as PromiseRejectedResult[]) {
      assert.match(String(reason), /overloaded: more than 1 calls a second of 127\.0\.0\.1/);
    }
    await until(() => server.refusals.maxCallsPerPeer === refused.length, "they are counted");
  });
}
