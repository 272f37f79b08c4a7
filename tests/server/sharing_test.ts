// Memory that a handler shares is made once, in one worker, and all workers have it.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect, type ServeOptions, type Server, serve, serveInMemory } from "../../mod.ts";
import { until } from "../fixtures/serving.ts";
import { service } from "./sharing.ts";

const folder = mkdtempSync(join(tmpdir(), "sharing-"));
after(() => rmSync(folder, { recursive: true }));
const made = join(folder, "made");
const broken = join(folder, "broken");
process.env.MADE = made;
process.env.BROKEN = broken;
const timesMade = () => readFileSync(made, "utf8").split("\n").length - 1;

const handler = new URL("./sharing.ts", import.meta.url);
const usual = { port: 0, logLevel: "fatal", shutdownTimeout: 5 } as const;

/** What each of so many connections sees. */
async function seen({ address }: Server, connections = 4): Promise<Record<string, unknown>[]> {
  const { port } = address as { port: number };
  const all: Record<string, unknown>[] = [];
  for (let i = 0; i < connections; i++) {
    await using client = await connect(service, { port, connectTimeout: 0 });
    all.push(JSON.parse((await client.call("seen")) as string));
  }
  return all;
}

const expected = {
  kinds: "Float64Array,Uint8Array,DataView,Uint8Array",
  sum: 999.5,
  bytes: [1, 2, 3],
  text: "// Shares",
};

const models: readonly ServeOptions[] = [
  { model: "threadpool", workers: 2 },
  { model: "nonblocking", workers: 2 },
  { model: "processpool", workers: 2 },
  { model: "forking", spares: 1 },
  { model: "threaded", spares: 1 },
];

for (const options of models) {
  test(`${options.model}: it is made once, for those too that take another's place, and anew by a reload`, async () => {
    writeFileSync(made, "");
    await using server = await serve(handler, { ...usual, ...options });
    const isShared = options.model !== "processpool" && options.model !== "forking";
    // Each connection of those with spares has a worker started.
    const connections = options.spares === undefined ? 4 : 2;
    for (const one of await seen(server, connections))
      assert.deepEqual(one, { ...expected, isShared, at: 0 });
    const { port } = server.address as { port: number };
    await using client = await connect(service, { port, connectTimeout: 0 });
    await client.call("write", 42);
    // Threads see what one of them writes; what a process writes is its own.
    if (isShared) assert.deepEqual((await seen(server, 1))[0], { ...expected, isShared, at: 42 });
    assert.equal(timesMade(), 1);
    if (options.model === "processpool") {
      const [first] = (await server.status()).workers;
      process.kill(first!.number, "SIGKILL");
      const workers = async () => (await server.status()).workers;
      await until(
        async () => (await workers()).every(({ id, state }) => id !== first!.id && state === "ready"),
        "another is there",
      );
      for (const one of await seen(server)) assert.deepEqual(one, { ...expected, isShared, at: one.at });
      assert.equal(timesMade(), 1);
    }
    client.close();
    await server.reload(); // some milliseconds later the earlier workers take no calls
    const isNew = async () => (await seen(server, 1))[0]!.at === 0;
    await until(isNew, "the new workers serve");
    for (const one of await seen(server, 2)) assert.deepEqual(one, { ...expected, isShared, at: one.at });
    assert.equal(timesMade(), 2);
  });
}

test("another worker makes it where the first has ended in the middle", async () => {
  writeFileSync(made, "");
  writeFileSync(broken, "");
  await using server = await serve(handler, {
    ...usual,
    model: "processpool",
    workers: 2,
    readyWhen: "first",
  });
  for (const one of await seen(server, 2)) assert.deepEqual(one, { ...expected, isShared: false, at: 0 });
  assert.equal(timesMade(), 1);
});

const own = { service: "service S { i32 f() }", default: { f: () => 1 } };

test("a server without workers has it too, and what cannot be shared is refused", async () => {
  let shared: unknown;
  const init = (worker: { shared: unknown }) => {
    shared = worker.shared;
  };
  await using _server = await serveInMemory({ ...own, share: async () => new Int16Array([7]), init });
  assert.deepEqual(shared, new Int16Array([7]));
  const refused: readonly [share: unknown, name: string, message: RegExp][] = [
    [7, "HandlerError", /^the handler exports share, which is no function$/],
    [() => 7, "HandlerError", /^share gave 7; expected a SharedArrayBuffer, an ArrayBuffer, a typed array/],
    [() => ({ a: new Uint8Array(1), b: "x" }), "HandlerError", /^share gave "x" as b; expected/],
    [
      () => {
        throw new Error("no weights");
      },
      "InitError",
      /^share of the handler failed: Error: no weights\n/,
    ],
  ];
  for (const [share, name, message] of refused) {
    await assert.rejects(serveInMemory({ ...own, share }, { logLevel: "fatal" }), { name, message });
  }
  const services = { S: { ...own, share: () => new Uint8Array(1) } };
  await assert.rejects(
    serveInMemory({ services }, { logLevel: "fatal" }),
    /services\.S exports share, which the handler's own module alone may/,
  );
});
