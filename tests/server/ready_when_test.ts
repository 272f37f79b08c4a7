// A server that waits for its first worker alone serves meanwhile, and the others join in.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connect, serve } from "../../mod.ts";
import { until } from "../fixtures/serving.ts";
import { writeModules } from "../handler/modules.ts";

const service = "service Worker { i32 id() }";

/** The second worker fails at first, the third waits, as long as there are files that say so. */
const handler = `
import { existsSync } from "node:fs";
const isThere = (name) => existsSync(new URL(name, import.meta.url));
export const service = "${service}";
let own;
export async function init({ id }) {
  own = id;
  if (id === 2 && isThere("./broken")) throw new Error("no second device");
  while (id === 3 && isThere("./held")) await new Promise((resolve) => setTimeout(resolve, 10));
}
export default { id: () => own };`;

for (const model of ["threadpool", "nonblocking", "processpool"] as const) {
  test(`${model} serves with its first worker; one that is slow joins in, one that failed is tried again`, async () => {
    using modules = writeModules({ "handler.mjs": handler, broken: "", held: "" });
    const options = { model, workers: 3, port: 0, logLevel: "fatal", readyWhen: "first" } as const;
    await using server = await serve(join(modules.folder, "handler.mjs"), options);
    const { port } = server.address as { port: number };
    await using client = await connect(service, { port, connectTimeout: 0 });
    assert.equal(await client.call("id"), 1);
    const ready = async () => (await server.status()).workers.filter(({ state }) => state === "ready").length;
    assert.equal(await ready(), 1);
    assert.equal((await server.status()).state, "ready");
    rmSync(join(modules.folder, "broken"));
    await until(async () => (await ready()) === 2, "the one that failed is there");
    rmSync(join(modules.folder, "held"));
    await until(async () => (await ready()) === 3, "all are");
    assert.equal(server.workers, 3);
  });
}

test("a reload takes the place of workers that have not started yet", async () => {
  using modules = writeModules({ "handler.mjs": handler, broken: "", held: "" });
  const options = { workers: 3, port: 0, logLevel: "fatal", readyWhen: "first" } as const;
  await using server = await serve(join(modules.folder, "handler.mjs"), options);
  rmSync(join(modules.folder, "broken"));
  writeFileSync(
    join(modules.folder, "handler.mjs"),
    `export const service = "${service}"; export default { id: () => 7 };`,
  );
  await server.reload();
  const { port } = server.address as { port: number };
  await using client = await connect(service, { port, connectTimeout: 0 });
  assert.equal(await client.call("id"), 7, "calls go to the later ones");
  rmSync(join(modules.folder, "held"));
  await until(async () => (await server.status()).workers.length === 3, "the earlier ones are gone");
});

test("a reload leaves no worker over where others wait to be tried again", async () => {
  const failing = handler.replace("id === 2 &&", "id !== 1 &&");
  using modules = writeModules({ "handler.mjs": failing, broken: "" });
  const options = { workers: 3, port: 0, logLevel: "fatal", readyWhen: "first" } as const;
  await using server = await serve(join(modules.folder, "handler.mjs"), options);
  await new Promise((resolve) => setTimeout(resolve, 1500)); // the time to the next try doubles: a reload takes less by now
  rmSync(join(modules.folder, "broken"));
  await server.reload();
  await until(async () => (await server.status()).workers.length === 3, "the earlier ones are gone");
});

test("where no worker can be started the server does not, and models without pools have no choice", async () => {
  using modules = writeModules({
    "handler.mjs": `export const service = "${service}"; export default {}; export function init() { throw new Error("none"); }`,
  });
  const file = join(modules.folder, "handler.mjs");
  const options = { workers: 2, port: 0, logLevel: "fatal", readyWhen: "first" } as const;
  await assert.rejects(serve(file, options), /lacks a method of Worker: id/);
  await assert.rejects(
    serve(file, { ...options, model: "forking", workers: undefined }),
    /readyWhen applies to/,
  );
  await assert.rejects(
    serve(file, { ...options, readyWhen: "second" as "first" }),
    /readyWhen is "second"; expected one of/,
  );
});
