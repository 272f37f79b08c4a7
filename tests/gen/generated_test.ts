// Generated code: it is what would be written now, and a handler that uses it is served under every model without its IDL.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "../../src/client/caller.ts";
import { connect } from "../../src/client/client.ts";
import { generate } from "../../src/gen/gen.ts";
import { clientsOwn } from "../../src/gen/services.ts";
import { ForeignFileError, staleModules, writeModules } from "../../src/gen/write.ts";
import { IdlLoader, loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { serveInMemory } from "../../src/server/memory/serve_in_memory.ts";
import { serve } from "../../src/server/serve.ts";
import { distinctModels, fewWorkers } from "../fixtures/serving.ts";
import { withFiles } from "../fixtures/temporary_files.ts";
import { Awkward, Broken, Every, FIRST, LARGE, Odd, Refused } from "./generated/every.ts";
import { Missing } from "./generated/shared.ts";
import * as handler from "./handler.ts";

const idl = fileURLToPath(new URL("./idl/every.thrift", import.meta.url));
const folder = fileURLToPath(new URL("./generated", import.meta.url));
const library = "../../../mod.ts";

test("the files in tests/gen/generated are those that are generated now", () => {
  assert.deepEqual(staleModules(generate([idl], { library }), folder), []);
});

test("a module is the same, whichever file includes it", () => {
  const shared = fileURLToPath(new URL("./idl/shared.thrift", import.meta.url));
  assert.deepEqual(staleModules(generate([shared], { library }), folder), []);
});

test("a service as a value is the one that is read from its file", () => {
  assert.deepEqual(structuredClone(Every), resolveService(loadIdl(idl), "Every"));
});

test("an enum has members of any name", () => {
  assert.deepEqual(Object.entries(Awkward), [
    ["new", 0],
    ["constructor", 1],
    ["__proto__", 2],
    ["delete", 7],
  ]);
});

test("constants have their values", () => {
  assert.deepEqual([FIRST, LARGE], [1, 9007199254740993n]);
});

test("exceptions are errors with their fields in the message", () => {
  const error = new Refused({ why: "late", amount: 3n });
  assert.ok(error instanceof Error && error instanceof Refused);
  assert.equal(String(error), 'Refused: {"why":"late","amount":"3"}');
  assert.match(error.stack ?? "", /generated_test/);
  const broken = new Broken({
    bytes: Buffer.alloc(3),
    numbers: [1.5],
    groups: new Map([["a", new Set([2n])]]),
  });
  assert.equal(broken.message, '{"bytes":"<3 bytes>","numbers":[1.5],"groups":[["a",["2"]]]}');
  assert.equal(new Missing({ id: 1n, message: "gone" }).message, "gone");
  assert.deepEqual({ ...new Odd({ message: 4 }) }, { message: 4 });
  assert.ok(!(new Missing({ id: 1n }) instanceof Refused));
});

test("a client's interface has no function of a name that clients have themselves", () => {
  const own = [Client.prototype, Object.prototype].flatMap((each) => Object.getOwnPropertyNames(each));
  assert.deepEqual(
    own.filter((name) => !clientsOwn.has(name)),
    [],
  );
});

for (const model of distinctModels) {
  test(`${model} serves a handler of generated code`, async () => {
    const handler = new URL("./handler.ts", import.meta.url);
    const settings = { model, ...fewWorkers(model), port: 0, shutdownTimeout: 5, logLevel: "fatal" } as const;
    await using server = await serve(handler, settings);
    const { port } = server.address as { port: number };
    await using client = await connect(Every, { port });
    const call = (name: string) => client.call("everything", { flag: true, name });
    const value = {
      flag: true,
      words: new Set(["a"]),
      tags: new Map([[{ name: "t" }, [[1, "SUNDAY"]]]]),
      large: 2n,
    };
    const echoed = (await client.call("everything", value)) as Record<string, unknown>;
    assert.deepEqual([echoed.name, echoed.whole, echoed.large, echoed.day], ["none", -3, 2n, undefined]);
    assert.deepEqual(echoed.tags, new Map([[{ name: "t", level: 5 }, [new Set([1, -7])]]]));
    assert.deepEqual(await client.call("answer", { text: "a" }), { text: "A" });
    assert.equal(await client.call("sum", [1n, 2n], 4n, true), -7n);
    await assert.rejects(call("refused"), (error) => error instanceof Refused && error.why === "everything");
    await assert.rejects(call("missing"), (error) => error instanceof Missing && error.id === 7n);
    await assert.rejects(call("odd"), (error) => error instanceof Odd && error.stack?.[0] === "a");
    await assert.rejects(call("bare"), { name: "Bare" });
  });
}

test("a module of generated code is served in memory, and tells its functions", async () => {
  await using server = await serveInMemory(handler);
  const client = await server.connect();
  assert.deepEqual(await client.answer({ text: "a" }), { text: "A" });
  await assert.rejects(client.everything({ flag: true, name: "refused" }), isRefused);
});

test("services of generated code are told apart by their prefixes", async () => {
  const server = await serve(new URL("./two.ts", import.meta.url), {
    model: "nonblocking",
    workers: 1,
    port: 0,
    logLevel: "fatal",
  });
  const { port } = server.address as { port: number };
  try {
    const second = resolveService(loadIdl(idl), "Second");
    await using another = await connect(second, { port, multiplexed: "Another" });
    assert.deepEqual(await another.call("plain", { new: 3 }), {});
    for (const multiplexed of [false, true]) {
      await using every = await connect(Every, { port, multiplexed });
      assert.equal(await every.call("words", 1, 2, 3), 6);
    }
  } finally {
    await server.close();
  }
});

test("services that were generated apart, of files that define one name differently, are refused", async () => {
  const serviceOf = (type: string) =>
    withFiles({ "a.thrift": `struct B { 1: ${type} b }\nservice S { void f(1: B b) }` }, (directory) =>
      resolveService(loadIdl(join(directory, "a.thrift"))),
    );
  const moduleOf = (type: string) => ({ default: { f() {} }, service: serviceOf(type) });
  await using server = await serveInMemory({ services: { One: moduleOf("i32"), Two: moduleOf("i32") } });
  assert.equal(server.service, "One, Two");
  await assert.rejects(
    serveInMemory({ services: { One: moduleOf("i32"), Two: moduleOf("string") } }),
    /generated from different files that define a\.B/,
  );
});

test("files of one name are modules of two", () => {
  const files = {
    "main.thrift": 'include "common.thrift"\ninclude "orders/common.thrift"\nstruct A { 1: common.B b }',
    "common.thrift": "struct B { 1: i32 a }",
    "orders/common.thrift": "struct B { 1: string a }",
  };
  const modules = withFiles(files, (directory) => generate([join(directory, "main.thrift")]));
  assert.deepEqual(
    modules.map(({ name }) => name),
    ["common.ts", "orders_common.ts", "main.ts"],
  );
  assert.match(modules[2]!.text, /import type \* as common from "\.\/orders_common\.ts";/);
});

test("typedefs of a file with errors are not asked for", () => {
  withFiles({ "x.thrift": "typedef Nowhere A" }, (directory) => {
    assert.throws(() => new IdlLoader().load(join(directory, "x.thrift")), { name: "IdlError" });
  });
});

test("only what was generated is written over, and only when it differs", () => {
  const out = mkdtempSync(join(tmpdir(), "thriftserve-gen-"));
  try {
    const modules = generate([idl]);
    const paths = ["shared.ts", "every.ts"].map((name) => join(out, name));
    assert.deepEqual(writeModules(modules, out), paths);
    assert.deepEqual(writeModules(modules, out), []);
    writeFileSync(paths[1]!, "// mine\n");
    writeFileSync(paths[0]!, `${readFileSync(paths[0]!, "utf8")}\n`);
    assert.deepEqual(staleModules(modules, out), paths);
    assert.throws(() => writeModules(modules, out), ForeignFileError);
    assert.equal(readFileSync(paths[1]!, "utf8"), "// mine\n");
    rmSync(paths[1]!);
    assert.deepEqual(writeModules(modules, out), paths);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

/** By `instanceof`: Deno's assert compares classes. */
function isRefused(error: unknown): boolean {
  return error instanceof Refused;
}
