// Metrics agree with what clients have counted, to the call, in every model, and after a worker was killed.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../../src/client/client.ts";
import type { ServerStatus } from "../../src/server/counting/status.ts";
import { openCounts } from "../../src/server/counting/worker_counts.ts";
import {
  allModels,
  fewWorkers,
  oneWorker,
  probe,
  type Serving,
  seen,
  serveProbe,
  until,
} from "../fixtures/serving.ts";
import { sampleOf, scrape } from "./scrape.ts";

const clients = 4;
const calls = 15;

/** Makes calls of every outcome from several clients at once. */
async function load(serving: Serving): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = await serving.connect();
      for (let i = 0; i < calls; i++) {
        await client.call("echo", i);
        await client.call("nap", 0);
        await assert.rejects(client.call("refuse", "as asked"));
        await assert.rejects(client.call("fail", "as asked"));
        await assert.rejects(client.call("wrong"));
      }
      client.close();
    }),
  );
}

for (const model of allModels) {
  test(`${model}: every call is counted once, by its outcome`, async () => {
    await using serving = await serveProbe({ model, ...fewWorkers(model), admin: "127.0.0.1:0" });
    await load(serving);
    const { server } = serving;
    // A connection is over for its worker some time after it is for its client.
    await until(async () => (await server.status()).connections.open === 0, "the clients are gone");
    const metrics = await scrape(server.adminAddress!);
    const each = clients * calls;
    const requests = (method: string, exception: string, code: string) =>
      sampleOf(metrics, "thrift_server_requests_total", {
        thrift_method: method,
        thrift_success: String(exception === ""),
        thrift_exception_type: exception,
        thrift_exception_code: code,
      });
    assert.equal(requests("echo", "", ""), each);
    assert.equal(requests("nap", "", ""), each);
    assert.equal(requests("refuse", "Refused", ""), each);
    assert.equal(requests("fail", "TApplicationException", "UNKNOWN"), each);
    assert.equal(requests("wrong", "TApplicationException", "INTERNAL_ERROR"), each);
    const succeeded = { thrift_method: "echo", thrift_success: "true" };
    assert.equal(sampleOf(metrics, "thrift_server_latency_seconds_count", succeeded), each);
    assert.equal(sampleOf(metrics, "thrift_server_queue_seconds_count"), 5 * each);
    assert.equal(sampleOf(metrics, "thrift_server_active_requests", { thrift_method: "nap" }), 0);
    assert.equal(sampleOf(metrics, "thrift_server_connections_total"), clients);
    const dialect = { thrift_transport: "framed", thrift_protocol: "binary" };
    assert.equal(sampleOf(metrics, "thrift_server_dialect_connections_total", dialect), clients);
    assert.ok(sampleOf(metrics, "thrift_server_received_bytes_total")! > 5 * each * 20);
    assert.ok(sampleOf(metrics, "thrift_server_sent_bytes_total")! > 5 * each * 20);
  });
}

for (const model of ["processpool", "forking"] as const) {
  test(`${model}: a worker that is killed takes none of its answered calls along`, async () => {
    await using serving = await serveProbe({ model, ...oneWorker(model), admin: "127.0.0.1:0" });
    const { server } = serving;
    const client = await serving.connect({ retries: 0 } as object);
    const { process: worker } = await seen(client);
    for (let i = 0; i < 100; i++) await client.call("echo", i);
    const atWork = client.call("nap", 60_000).catch(() => {});
    await until(async () => methodOf(await server.status(), "nap").atWork === 1, "the nap has begun");
    process.kill(worker, "SIGKILL");
    await atWork;
    await until(async () => methodOf(await server.status(), "nap").atWork === 0, "the worker's end is known");
    const status = await server.status();
    assert.equal(methodOf(status, "echo").total, 100);
    assert.equal(methodOf(status, "seen").total, 1);
    assert.deepEqual(
      [methodOf(status, "nap").total, methodOf(status, "nap").failed],
      [1, 1],
      "the call at work has ended with its worker",
    );
    assert.deepEqual([status.restarts.signal, status.restarts.exit], [1, 0]);
    await answersAgain(await serving.connect());
  });
}

test("a thread that ends is counted as a restart, and its calls stay", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 1, admin: "127.0.0.1:0" });
  const client = await serving.connect();
  for (let i = 0; i < 20; i++) await client.call("echo", i);
  await assert.rejects(client.call("crash"));
  await answersAgain(client);
  const status = await serving.server.status();
  assert.equal(status.restarts.exit + status.restarts.error, 1);
  assert.ok(methodOf(status, "echo").total >= 21);
  assert.equal(methodOf(status, "crash").failed, 1);
});

test("workers that are replaced after so many calls are counted by that, and their calls stay", async () => {
  await using serving = await serveProbe({
    model: "nonblocking",
    workers: 1,
    maxCalls: 20,
    admin: "127.0.0.1:0",
  });
  const client = await serving.connect();
  for (let i = 0; i < 30; i++) await client.call("echo", i);
  const { server } = serving;
  await until(async () => (await server.status()).restarts.maxCalls > 0, "a worker is replaced");
  await serving.server.reload();
  for (let i = 0; i < 10; i++) await client.call("echo", i);
  assert.equal(methodOf(await server.status(), "echo").total, 40);
});

test("a connection that goes on with other workers is counted once, by what it speaks", async () => {
  await using serving = await serveProbe({ model: "processpool", workers: 1, admin: "127.0.0.1:0" });
  const client = await serving.connect();
  const quiet = await serving.connect();
  await client.call("echo", 1);
  for (let i = 0; i < 2; i++) {
    await serving.server.reload();
    await client.call("echo", 2);
  }
  await quiet.call("echo", 3); // which has been moved before it called
  const status = () => serving.server.status();
  await until(async () => methodOf(await status(), "echo").total === 4, "all calls are counted");
  const { dialects } = await status();
  assert.deepEqual(dialects, [{ transport: "framed", protocol: "binary", connections: 2 }]);
});

test("a worker that finds no memory to count in serves, and does not count", async () => {
  const memory = { kind: "file", path: "/nowhere/counts", offset: 0, size: 1_048_576 } as const;
  assert.equal(await openCounts(memory, probe, () => ({ waitingCalls: 0, connections: 1 })), undefined);
});

test("a worker serves on when what it has counted cannot be written", async () => {
  const memory = { kind: "file", path: "/dev/full", offset: 0, size: 1_048_576 } as const;
  const counts = await openCounts(memory, probe, () => ({ waitingCalls: 0, connections: 1 }));
  counts?.calls.end(0, 0, counts.calls.begin(0));
  await new Promise((resolve) => setImmediate(resolve));
  counts?.flush();
});

test("a call that is ended for its time is counted, and the worker that it held", async () => {
  await using serving = await serveProbe({
    model: "processpool",
    workers: 1,
    callTimeout: 1.5,
    admin: "127.0.0.1:0",
  });
  const client = await serving.connect();
  for (let i = 0; i < 5; i++) await client.call("echo", i);
  await assert.rejects(client.call("block", 60_000));
  await answersAgain(client);
  const { restarts, calls: all, refusals } = await serving.server.status();
  assert.equal(restarts.callTimeout, 1);
  assert.equal(refusals.callTimeout, 1);
  const block = all!.methods.find(({ method }) => method === "block")!;
  // Node's processes write their counts when a call lets them: this one never did.
  const known = "bun" in process.versions || "deno" in process.versions ? 1 : 0;
  assert.deepEqual([block.total, block.failed, block.atWork], [known, known, 0]);
});

test("without an admin port nothing is counted, and there is a status", async () => {
  await using serving = await serveProbe({ model: "threadpool", workers: 1 });
  await (await serving.connect()).call("echo", 1);
  const status = await serving.server.status();
  assert.equal(status.state, "ready");
  assert.equal(status.workers.length, 1);
  assert.equal(status.calls, undefined);
  assert.equal(serving.server.adminAddress, undefined);
});

function methodOf({ calls: all }: ServerStatus, name: string) {
  return all!.methods.find(({ method }) => method === name) ?? { total: 0, failed: 0, atWork: 0 };
}

async function answersAgain(client: Client): Promise<void> {
  const answers = () =>
    client.call("echo", 1).then(
      () => true,
      () => false,
    );
  await until(answers, "calls are answered again");
}
