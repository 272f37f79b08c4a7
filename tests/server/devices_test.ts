// Workers are told their devices and threads, and keep them through whatever becomes of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, type ServeOptions, type Server, serve } from "../../mod.ts";
import { start } from "../fixtures/command_line.ts";
import { until } from "../fixtures/serving.ts";
import { service } from "./equipped.ts";

const handler = new URL("./equipped.ts", import.meta.url);
const usual = { port: 0, logLevel: "fatal", shutdownTimeout: 5 } as const;
const equipped = (options: ServeOptions) => serve(handler, { ...usual, ...options });

interface Seen {
  readonly device: string | undefined;
  readonly threads: number | undefined;
  readonly cuda: string | undefined;
  readonly hip: string | undefined;
  readonly omp: string | undefined;
}

async function seen({ address }: Server): Promise<Seen> {
  const { port } = address as { port: number };
  await using client = await connect(service, { port, connectTimeout: 0 });
  return JSON.parse((await client.call("seen")) as string) as Seen;
}

const devicesOf = async (server: Server) =>
  (await server.status()).workers
    .filter(({ state }) => state === "ready")
    .map(({ device }) => device)
    .sort();

test("processpool: each process sees its device alone, and one that takes another's place the same", async () => {
  const options = {
    model: "processpool",
    workers: 2,
    devices: ["cuda:4", "7"],
    threadsPerWorker: 3,
  } as const;
  await using server = await equipped(options);
  const all = ["7", "cuda:4"];
  assert.deepEqual(await devicesOf(server), all);
  const one = await seen(server);
  const expected = { device: "cuda:4", threads: 3, cuda: "4", omp: "3" };
  assert.deepEqual(
    one,
    one.device === "7" ? { device: "7", threads: 3, cuda: "7", hip: "7", omp: "3" } : expected,
  );
  for (const { number, id } of (await server.status()).workers) {
    process.kill(number, "SIGKILL");
    const isGone = async () => (await server.status()).workers.every((worker) => worker.id !== id);
    await until(async () => (await isGone()) && (await devicesOf(server)).length === 2, "another is ready");
    assert.deepEqual(await devicesOf(server), all);
  }
  const [first] = (await server.status()).workers;
  process.kill(first!.number, "SIGTERM"); // another takes its place before it ends
  const isReplaced = async () => (await server.status()).workers.every((worker) => worker.id !== first!.id);
  await until(isReplaced, "it is replaced");
  assert.deepEqual(await devicesOf(server), all);
  await server.reload();
  await until(async () => (await server.status()).workers.length === 2, "the earlier ones are gone");
  assert.deepEqual(await devicesOf(server), all);
});

test("threads are told in init alone, and so is the server's own event loop", async () => {
  const devices = ["cuda:4", "cuda:5"];
  await using server = await equipped({ model: "threadpool", workers: 2, devices });
  assert.deepEqual(await devicesOf(server), devices);
  const { device, threads, cuda } = await seen(server);
  assert.ok(devices.includes(device!));
  assert.ok(threads! > 0);
  assert.equal(cuda, undefined);
  await using inline = await equipped({ workers: 0, devices: ["cuda:9"], threadsPerWorker: 5 });
  const alone = await seen(inline);
  assert.deepEqual([alone.device, alone.threads, alone.cuda], ["cuda:9", 5, undefined]);
});

test("the command line names the devices and what becomes of them", async () => {
  await using server = await start("tests/server/equipped.ts", "--devices", "cuda:0-2", "--workers", "2");
  const devices = /2 worker threads with the devices cuda:0, cuda:1, cuda:2 \(/;
  await until(() => devices.test(server.everythingSaid), "it says which devices"); // clients may come before
  server.signal("SIGTERM");
  const { stderr } = await server.ended();
  assert.match(stderr, /warning there are fewer workers than devices, 2 for 3: cuda:2 is not used\n/);
  assert.match(stderr, /info CUDA_VISIBLE_DEVICES cannot be set for a thread/);
});
