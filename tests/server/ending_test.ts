// A server that is to end: it serves on for a while and says that it is not ready, and ends when it is told to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { serve } from "../../src/server/serve.ts";
import { oneWorker, probe, probeHandler, serveProbe, until } from "../fixtures/serving.ts";

const ways: readonly [string, ServeOptions][] = [
  ["inline", { model: "nonblocking", workers: 0 }],
  ["threadpool", { model: "threadpool", ...oneWorker("threadpool") }],
  ["nonblocking", { model: "nonblocking", ...oneWorker("nonblocking") }],
  ["forking", { model: "forking", ...oneWorker("forking") }],
  ["processpool", { model: "processpool", ...oneWorker("processpool") }],
];

for (const [way, options] of ways) {
  test(`${way}: for the drain delay it is not ready, and serves old and new connections`, async () => {
    await using serving = await serveProbe({ ...options, drainDelay: 60 });
    const { server, port } = serving;
    const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status);
    const old = await serving.connect();
    assert.equal(await old.call("echo", 1), 1);
    assert.equal(await ready(), 200);
    const closed = server.close();
    await until(async () => (await ready()) === 503, "it is not ready");
    const fresh = await serving.connect();
    assert.equal(await fresh.call("echo", 3), 3);
    fresh.close();
    assert.equal(await old.call("echo", 2), 2);
    const nap = old.call("nap", 10_000);
    nap.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    await server.close({ timeout: 0.1 }); // hastens the end that has begun
    await closed;
    assert.ok(performance.now() - began < 10_000);
    await assert.rejects(nap, { name: "ConnectionClosedError" });
  });
}

test("a server ends with its signal; one that has not started never serves", async () => {
  const controller = new AbortController();
  const options = { model: "threadpool", workers: 1, port: 0, logLevel: "fatal" } as const;
  const server = await serve(probeHandler, { ...options, signal: controller.signal });
  const { port } = server.address as { port: number };
  const client = await connect(probe, { port });
  assert.equal(await client.call("echo", 1), 1);
  client.close();
  controller.abort(new Error("enough"));
  await server.closed;
  const { signal } = controller;
  await assert.rejects(serve(probeHandler, { ...options, signal }), { message: "enough" });
  const early = new AbortController();
  const starting = serve(probeHandler, { ...options, signal: early.signal });
  early.abort(new Error("too much"));
  await assert.rejects(starting, { message: "too much" });
  // Naps are counted in its thread, away from those that others have left behind.
  await using still = await serveProbe({ model: "nonblocking", workers: 1, concurrency: 2 });
  await assert.rejects(still.server.close({ timeout: -1 }), { name: "OptionsError" });
  const [one, other] = [await still.connect(), await still.connect()];
  const nap = one.call("nap", 1500);
  await until(async () => (await other.call("nap", 0)) === 2, "the first is at work");
  await still.server.close({ timeout: 3_000_000 }); // seconds, of which timers can wait fewer
  assert.equal(await nap, 2);
});
