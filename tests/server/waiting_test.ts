// Connections that wait for a worker: their clients are watched, and told when nobody will come.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelName } from "../../src/server/models.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { binaryMessage, frame, framedEcho, i32, RawClient, readException } from "../fixtures/raw_client.ts";
import { serveProbe, until } from "../fixtures/serving.ts";
import { sideBySide } from "../fixtures/side_by_side.ts";
import { tlsFixture } from "../fixtures/tls.ts";

const fixture = tlsFixture();

const block = (milliseconds: number) => frame([...binaryMessage("block"), 8, 0, 1, ...i32(milliseconds), 0]);

/** One connection at a time. */
const one = {
  simple: {},
  threaded: { maxWorkers: 1, spares: 1 },
  threadpool: { workers: 1, connectionsPerWorker: 1 },
  forking: { maxWorkers: 1, spares: 1 },
  processpool: { workers: 1, connectionsPerWorker: 1 },
} as const satisfies Readonly<Partial<Record<ModelName, ServeOptions>>>;

test("clients that leave while they wait are let go, and so are those that say nothing", () =>
  sideBySide(one, async (model, options) => {
    await using serving = await serveProbe({ model, ...options, maxConnections: 4, firstByteTimeout: 3 });
    const { port, server } = serving;
    const busy = await RawClient.connect(port);
    busy.send(framedEcho);
    await busy.frame();
    const leaving = await Promise.all([1, 2].map(() => RawClient.connect(port)));
    leaving[0]!.send(framedEcho);
    const calling = await RawClient.connect(port);
    calling.send(framedEcho.subarray(0, 10));
    for (const client of leaving) client.destroy();
    // Two more are let in when those are gone: until then a fifth connection is closed at once.
    const silent = await connectWhenThereIsRoom(port);
    const other = await connectWhenThereIsRoom(port);
    calling.send(framedEcho.subarray(10));
    await silent.closed();
    await until(() => server.refusals.firstByteTimeout > 0, "the deadline is counted");
    busy.destroy();
    assert.equal((await calling.frame())?.readUInt32BE(), 0x80010002, "a call in two parts is answered");
    for (const client of [calling, silent, other]) client.destroy();
  }));

test("the calls of those who wait are run when the server ends, one after the other; who has called nothing is let go", () =>
  sideBySide(one, async (model, options) => {
    await using serving = await serveProbe({ model, ...options, shutdownTimeout: 60 });
    const busy = await RawClient.connect(serving.port);
    busy.send(framedEcho);
    await busy.frame();
    const waiting = await Promise.all([1, 2, 3].map(() => RawClient.connect(serving.port)));
    const silent = waiting.pop()!;
    for (const client of waiting) client.send(framedEcho);
    await new Promise((resolve) => setTimeout(resolve, 100)); // sent before the end, not with it
    const began = performance.now();
    const ended = serving.server.close();
    for (const client of waiting) {
      assert.equal((await client.frame())?.readUInt32BE(), 0x80010002);
      await client.closed();
    }
    await silent.closed();
    await ended;
    assert.ok(performance.now() - began < 30_000, "it did not wait for the one whose client is idle");
    busy.destroy();
  }));

test("who still waits shortly before the end's time is over is refused", () =>
  sideBySide(one, async (model, options) => {
    await using serving = await serveProbe({ model, ...options, shutdownTimeout: 4 });
    const busy = await serving.connect();
    const nap = busy.call("nap", 60_000); // no other call gets its place before the end
    nap.catch(() => {});
    const waiting = await RawClient.connect(serving.port);
    waiting.send(framedEcho);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const ended = serving.server.close();
    const { type, message } = readException(await waiting.frame());
    assert.equal(type, 6);
    assert.match(message, /^draining/);
    await assert.rejects(nap, { name: "ConnectionClosedError" });
    await ended;
  }));

test("clients that leave on their way to a worker that is busy are let go", () =>
  sideBySide(["threadpool", "processpool"], async (model) => {
    await using serving = await serveProbe({ model, workers: 1, maxConnections: 11 });
    const busy = await RawClient.connect(serving.port);
    busy.send(block(6000));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const leaving = await Promise.all(Array.from({ length: 10 }, () => RawClient.connect(serving.port)));
    for (const client of leaving) client.destroy();
    // Nearly all of them: some lie where only the worker sees them.
    const others: RawClient[] = [];
    for (let i = 0; i < 6; i++) others.push(await connectWhenThereIsRoom(serving.port));
    for (const client of others) client.send(framedEcho);
    for (const client of others) assert.equal((await client.frame())?.readUInt32BE(), 0x80010002);
    assert.notEqual(await busy.frame(), undefined);
    for (const client of [...others, busy]) client.destroy();
  }));

test("clients of TLS that leave while they wait are noticed as well", { skip: withoutOpenssl }, async () => {
  await using serving = await serveProbe({
    model: "threadpool",
    workers: 1,
    connectionsPerWorker: 1,
    maxConnections: 3,
    ...fixture.secured,
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
    let isClosed = false;
    const closes = () => {
      isClosed = true;
    };
    client.closed().then(closes, closes);
    // In turns: a timer alone may be late, and come before what has happened meanwhile.
    for (let turn = 0; turn < 10 && !isClosed; turn++)
      await new Promise((resolve) => setTimeout(resolve, 15));
    if (isClosed) client.destroy();
    return !isClosed;
  }, "the server has room for one more");
  return client!;
}
