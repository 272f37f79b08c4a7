// Calls that the server relays to threads: any size, sync or async, whatever becomes of the thread that has them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ModelName } from "../../src/server/models.ts";
import { keptProbe } from "../fixtures/kept_server.ts";
import { serveProbe, until } from "../fixtures/serving.ts";

/** The models whose calls go to threads; two of them on runtimes only that cannot hand a connection over. */
const relayed: readonly ModelName[] = ["threaded", "threadpool", "nonblocking"];
const options = (model: ModelName) =>
  model === "threaded" ? { spares: 1 } : { workers: model === "nonblocking" ? 2 : 1 };

const keptServer = keptProbe();

for (const model of relayed) {
  test(`${model} carries messages and replies of every size`, async () => {
    await using serving = await keptServer({ model, ...options(model) });
    const client = await serving.connect();
    for (const size of [
      0, 1, 3000, 3950, 4000, 4096, 5000, 16_384, 20_000, 262_000, 262_144, 300_000, 2_000_000,
    ]) {
      const text = `${"x".repeat(size)}ż`;
      assert.equal(await client.call("text", text), text, `${size} bytes of text`);
      const bytes = (await client.call("blob", size)) as Uint8Array;
      assert.equal(bytes.length, size);
      assert.ok(
        bytes.every((byte) => byte === 7),
        `a reply of ${size} bytes`,
      );
    }
  });

  test(`${model} carries many large messages at once`, async () => {
    await using serving = await keptServer({ model, ...options(model) });
    const clients = await Promise.all(Array.from({ length: 8 }, () => serving.connect()));
    const texts = clients.map((_, index) => String.fromCharCode(97 + index).repeat(200_000 + index));
    for (let round = 0; round < 10; round++) {
      const all = await Promise.all(clients.map((client, index) => client.call("text", texts[index])));
      assert.deepEqual(all, texts);
    }
  });
}

test("nonblocking lets calls that wait behind a dying worker be run by others", async () => {
  await using serving = await keptServer({ model: "nonblocking", workers: 2 });
  for (let round = 0; round < 5; round++) {
    const clients = await Promise.all(Array.from({ length: 12 }, () => serving.connect()));
    const outcomes = await Promise.all(
      clients.map((client, index) =>
        (index === 3 ? client.call("crash") : client.call("echo", index)).catch((error: Error) => error),
      ),
    );
    outcomes.forEach((outcome, index) => {
      if (index === 3) assert.match(String(outcome), /worker ended: it ran crash$/);
      else assert.equal(outcome, index);
    });
    for (const client of clients) client.close();
  }
});

test("an idle server uses no processor time", {
  skip: process.platform !== "linux" && "reads /proc",
}, async () => {
  await using serving = await keptServer({ model: "nonblocking", workers: 2 });
  const client = await serving.connect();
  for (let i = 0; i < 100; i++) await client.call("echo", i);
  await until(async () => {
    const before = processorTime();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return processorTime() - before <= 1;
  }, "no more than one tick of 10 ms passed in 500 ms");
});

test("nonblocking answers more callers at once than its queue holds, each with its own reply", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 2, pipeline: 100 });
  const clients = await Promise.all(Array.from({ length: 8 }, () => serving.connect()));
  const numbers = Array.from({ length: 500 }, (_, index) => index);
  const answers = await Promise.all(
    clients.map((client, which) =>
      Promise.all(numbers.map((number) => client.call("echo", which * 1000 + number))),
    ),
  );
  answers.forEach((answer, which) => {
    assert.deepEqual(
      answer,
      numbers.map((number) => which * 1000 + number),
    );
  });
});

test("nonblocking answers the naps of a worker that dies, and no others", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 1, concurrency: 4 });
  const clients = await Promise.all(Array.from({ length: 6 }, () => serving.connect()));
  const naps = clients
    .slice(0, 3)
    .map((client) => client.call("nap", 20_000).catch((error: Error) => error.name));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const crash = clients[3]!.call("crash").catch((error: Error) => error.name);
  assert.deepEqual(
    await Promise.all([...naps, crash]),
    Array.from({ length: 4 }, () => "ApplicationError"),
  );
  assert.equal(await clients[4]!.call("echo", 5), 5);
});

test("nonblocking wakes every worker that a call needs: slow calls run side by side", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 3 });
  const clients = await Promise.all(Array.from({ length: 3 }, () => serving.connect()));
  for (let round = 0; round < 5; round++) {
    // A busy machine may hold one of them up, but not time after time.
    const times: number[] = [];
    do {
      const started = performance.now();
      await Promise.all(clients.map((client) => client.call("block", 300)));
      times.push(performance.now() - started);
    } while (times.at(-1)! >= 590 && times.length < 5);
    assert.ok(times.at(-1)! < 590, `two of the calls were run one after the other: ${times.join(", ")} ms`);
    await new Promise((resolve) => setTimeout(resolve, 3 * round)); // parked this way or that
  }
});

test("nonblocking leaves a handler's timers their turn while calls keep coming", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 1 });
  const clients = await Promise.all(Array.from({ length: 4 }, () => serving.connect()));
  await clients[0]!.call("tick", true);
  let busy = true;
  const load = clients.map(async (client) => {
    while (busy) await client.call("echo", 1);
  });
  const before = (await clients[0]!.call("ticks")) as number;
  // In 500 ms where nothing else runs.
  const ticks = async () => ((await clients[0]!.call("ticks")) as number) - before;
  await until(async () => (await ticks()) >= 20, "an interval of 5 ms has come 20 times");
  busy = false;
  await Promise.all(load);
  await clients[0]!.call("tick", false);
});

/** Ticks that all threads of this process have run. */
function processorTime(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]!.split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
