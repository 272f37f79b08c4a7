// Connections that wait for a worker: their clients are watched, and told when nobody will come.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { ModelName } from "../../src/server/models.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { Certificates } from "../fixtures/certificates.ts";
import { binaryMessage, frame, i32, RawClient, readException } from "../fixtures/raw_client.ts";
import { serveProbe, until } from "../fixtures/serving.ts";

const echo = frame([...binaryMessage("echo"), 8, 0, 1, ...i32(5), 0]);
const block = (milliseconds: number) => frame([...binaryMessage("block"), 8, 0, 1, ...i32(milliseconds), 0]);

/** One connection at a time. */
const one: Readonly<Partial<Record<ModelName, ServeOptions>>> = {
  simple: {},
  threaded: { maxWorkers: 1, spares: 1 },
  threadpool: { workers: 1, connectionsPerWorker: 1 },
  forking: { maxWorkers: 1, spares: 1 },
  processpool: { workers: 1, connectionsPerWorker: 1 },
};

for (const [name, options] of Object.entries(one)) {
  const model = name as ModelName;
  test(`${model} lets go of clients that leave while they wait, and of those that say nothing`, async () => {
    await using serving = await serveProbe({ model, ...options, maxConnections: 4, firstByteTimeout: 3 });
    const { port, server } = serving;
    const busy = await RawClient.connect(port);
    busy.send(echo);
    await busy.frame();
    const leaving = await Promise.all([1, 2].map(() => RawClient.connect(port)));
    leaving[0]!.send(echo);
    const calling = await RawClient.connect(port);
    calling.send(echo.subarray(0, 10));
    for (const client of leaving) client.destroy();
    // Two more are let in when those are gone: until then a fifth connection is closed at once.
    const silent = await connectWhenThereIsRoom(port);
    const other = await connectWhenThereIsRoom(port);
    calling.send(echo.subarray(10));
    await silent.closed();
    await until(() => server.refusals.firstByteTimeout > 0, "the deadline is counted");
    busy.destroy();
    assert.equal((await calling.frame())?.readUInt32BE(), 0x80010002, "a call in two parts is answered");
    for (const client of [calling, silent, other]) client.destroy();
  });

  test(`${model} answers the calls of those who wait when it ends`, async () => {
    await using serving = await serveProbe({ model, ...options });
    const busy = await RawClient.connect(serving.port);
    busy.send(echo);
    await busy.frame();
    const waiting = await Promise.all([1, 2].map(() => RawClient.connect(serving.port)));
    for (const client of waiting) client.send(echo);
    await new Promise((resolve) => setTimeout(resolve, 100)); // sent before the end, not with it
    const began = performance.now();
    const ended = serving.server.close();
    for (const client of waiting) {
      const { type, message } = readException(await client.frame());
      assert.equal(type, 6);
      assert.match(message, /^draining/);
      await client.closed();
    }
    await ended;
    assert.ok(performance.now() - began < 4000);
    busy.destroy();
  });
}

for (const model of ["threadpool", "processpool"] as const) {
  test(`${model} lets go of clients that leave on their way to a worker that is busy`, async () => {
    await using serving = await serveProbe({ model, workers: 1, maxConnections: 11 });
    const busy = await RawClient.connect(serving.port);
    busy.send(block(6000));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const leaving = await Promise.all(Array.from({ length: 10 }, () => RawClient.connect(serving.port)));
    for (const client of leaving) client.destroy();
    // Nearly all of them: some lie where only the worker sees them.
    const others: RawClient[] = [];
    for (let i = 0; i < 6; i++) others.push(await connectWhenThereIsRoom(serving.port));
    for (const client of others) client.send(echo);
    for (const client of others) assert.equal((await client.frame())?.readUInt32BE(), 0x80010002);
    assert.notEqual(await busy.frame(), undefined);
    for (const client of [...others, busy]) client.destroy();
  });
}

test("clients of TLS that leave while they wait are noticed as well", async () => {
  const certificates = new Certificates();
  after(() => certificates.remove());
  const { cert, key } = certificates.server("server", certificates.authority("authority"));
  await using serving = await serveProbe({
    model: "threadpool",
    workers: 1,
    connectionsPerWorker: 1,
    maxConnections: 3,
    tlsCert: cert,
    tlsKey: key,
  });
  const busy = await RawClient.connect(serving.port); // its handshake may take ten seconds
  for (let i = 0; i < 6; i++) (await connectWhenThereIsRoom(serving.port)).destroy();
  busy.destroy();
});

/** Connects until the server keeps the connection. */
async function connectWhenThereIsRoom(port: number): Promise<RawClient> {
  let client: RawClient | undefined;
  await until(async () => {
    client = await RawClient.connect(port);
    const closed = client.closed().then(
      () => true,
      () => false,
    );
    const kept = await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 150, false))]);
    if (kept !== false) client.destroy();
    return kept === false;
  }, "the server has room for one more");
  return client!;
}
