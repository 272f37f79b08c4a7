// Calls of many connections are run as one, under every model that has them in one place; each gets its own answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Client, connect, type ServeOptions, serve, serveInMemory } from "../../mod.ts";
import { allModels, until } from "../fixtures/serving.ts";
import { service } from "./gathering.ts";

const handler = new URL("./gathering.ts", import.meta.url);

interface Seen {
  readonly doubled: number;
  readonly worker: number;
  readonly batch: readonly number[];
}

async function serving(options: ServeOptions) {
  const server = await serve(handler, { port: 0, logLevel: "fatal", shutdownTimeout: 5, ...options });
  const { port } = server.address as { port: number };
  return {
    server,
    connect: (more = {}): Promise<Client> => connect(service, { port, connectTimeout: 0, ...more }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** Models that gather calls of several connections; with limits of time they do it in another way. */
const gathering: readonly ServeOptions[] = [
  { model: "nonblocking", workers: 0 },
  { model: "nonblocking", workers: 2 },
  { model: "threadpool", workers: 1 },
  { model: "processpool", workers: 1 },
  { model: "processpool", workers: 1, callTimeout: 60 },
];

for (const options of gathering) {
  test(`${JSON.stringify(options)} runs calls of several connections as one, and answers each by itself`, async () => {
    await using server = await serving(options);
    const clients = await Promise.all(Array.from({ length: 12 }, () => server.connect()));
    const sizes: number[] = [];
    let number = 0;
    const callAll = async (client: Client) => {
      for (let round = 0; round < 8; round++) {
        const own = number++;
        const { doubled, batch } = (await client.call("run", own, "")) as Seen;
        assert.equal(doubled, own * 2);
        assert.ok(batch.includes(own));
        sizes.push(batch.length);
        assert.equal(await client.call("alone", own), own);
      }
    };
    await Promise.all(clients.map(callAll));
    assert.ok(Math.max(...sizes) > 1, "some share a batch");
    assert.ok(Math.max(...sizes) <= 16);
    await faultsStayApart(clients);
    const [client] = clients;
    await client!.call("note", 7);
    assert.equal(await client!.call("nothing"), undefined);
    for (const one of clients) one.close();
  });
}

/** Calls fail together and apart, and those beside them are right. */
async function faultsStayApart(clients: readonly Client[]): Promise<void> {
  const kinds = ["", "error", "refused", "short", "thrown", "misfit"];
  await Promise.all(
    clients.map(async (client, index) => {
      const call = client.call("run", index, kinds[index % kinds.length]);
      const expected = [
        undefined,
        { type: 0, message: `not ${index}` },
        { name: "Refused", why: `${index}` },
        { type: 0, message: /^Gathering.run was called with a batch of [12] and gave 0 results: / },
        { type: 0, message: "all of them" },
        { type: 6, message: /run result.doubled: expected i32/ },
      ][index % kinds.length];
      if (expected !== undefined) await assert.rejects(call, expected);
      else assert.equal(((await call) as Seen).doubled, index * 2);
    }),
  );
}

for (const model of allModels.filter((name) => /simple|threaded|forking/.test(name))) {
  test(`under ${model} a batch is one call, or what one connection may run at a time`, async () => {
    await using server = await serving({ model, pipeline: 3, ...(model === "simple" ? {} : { spares: 1 }) });
    await using client = await server.connect();
    const first = (await client.call("run", 1, "")) as Seen;
    assert.deepEqual(first.batch, [1]);
    const three = (await Promise.all([2, 3, 4].map((one) => client.call("run", one, "")))) as Seen[];
    assert.deepEqual(
      three.map(({ doubled }) => doubled),
      [4, 6, 8],
    );
  });
}

test("a call whose client leaves while it waits is never run", async () => {
  await Promise.all(
    gathering.slice(0, 2).map(async (options) => {
      await using server = await serving({ ...options, workers: Math.min(options.workers!, 1) });
      const [busy, leaving] = [await server.connect(), await server.connect()];
      await leaving.call("alone", 1);
      const slow = busy.call("run", 1, "slow");
      await new Promise((resolve) => setTimeout(resolve, 300)); // its batch is at work
      const left = assert.rejects(leaving.call("run", 999, ""));
      leaving.close();
      await Promise.all([slow, left]);
      assert.ok(((await busy.call("run", 2, "")) as Seen).batch.includes(2));
      assert.ok(!((await busy.call("ran")) as number[]).includes(999));
      busy.close();
    }),
  );
});

test("batches go on in a server in memory, through a reload and through an end that waits for them", async () => {
  await using memory = await serveInMemory(handler);
  const client = await memory.connect();
  assert.equal(((await client.call("run", 4, "")) as Seen).doubled, 8);
  await using server = await serving({ model: "nonblocking", workers: 1 });
  const clients = await Promise.all(Array.from({ length: 4 }, () => server.connect()));
  let over = false;
  let answered = 0;
  const calling = clients.map(async (one) => {
    while (!over) {
      const { doubled } = (await one.call("run", answered, "")) as Seen;
      assert.ok(doubled % 2 === 0);
      answered++;
    }
  });
  await until(() => answered > 8, "calls are answered");
  await server.server.reload();
  const before = answered;
  await until(() => answered > before + 8, "by the new workers too");
  over = true;
  await Promise.all(calling);
  for (const one of clients) one.close();
});
