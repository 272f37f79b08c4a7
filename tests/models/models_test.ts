// The promises of each server model, shown by what its handlers see.
import assert from "node:assert/strict";
import { test } from "node:test";
import { threadId } from "node:worker_threads";
import type { Client } from "../../src/client/client.ts";
import { protocolNames } from "../../src/protocol/names.ts";
import type { ModelName } from "../../src/server/models.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { keptProbe } from "../fixtures/kept_server.ts";
import {
  allModels,
  oneWorker,
  type Seen,
  type Serving,
  seen,
  serveProbe,
  until,
} from "../fixtures/serving.ts";

interface Expectation {
  /** Where its handlers run, and with that what they share with the server. */
  readonly runsIn: "the event loop" | "a thread" | "a process";
  /** Options with which the next connections reach the worker of one that has left. */
  readonly keeping?: ServeOptions;
  /** How many of them are needed to meet it; none: it ends with its connection. */
  readonly askers: number;
}

const expectations: Readonly<Record<ModelName, Expectation>> = {
  simple: { runsIn: "the event loop", askers: 1 },
  threaded: { runsIn: "a thread", keeping: { spares: 3 }, askers: 4 },
  threadpool: { runsIn: "a thread", askers: 1 },
  nonblocking: { runsIn: "a thread", askers: 1 },
  forking: { runsIn: "a process", askers: 0 },
  processpool: { runsIn: "a process", askers: 1 },
};

const keptServer = keptProbe();

for (const model of allModels) {
  const { runsIn, keeping, askers } = expectations[model];

  test(`${model} answers calls in every dialect`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    for (const [index, protocol] of protocolNames.entries()) {
      const transports = ["buffered", "framed"] as const;
      // A client of forking has a process, which takes long to start.
      for (const transport of model === "forking" ? [transports[index % 2]] : transports) {
        const client = await serving.connect({ protocol, transport });
        assert.equal(await client.call("echo", 42), 42);
        assert.equal(await client.call("text", "żółć 🦆"), "żółć 🦆");
        client.close();
      }
    }
  });

  test(`${model} runs handlers in ${runsIn}`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const where = await seen(await serving.connect());
    assert.equal(where.process === process.pid, runsIn !== "a process");
    if (runsIn !== "a process") assert.equal(where.thread === threadId, runsIn === "the event loop");
    assert.equal(serving.server.workers >= 1, runsIn !== "the event loop");
  });

  test(`${model} answers the calls of one connection in order`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const client = await serving.connect();
    const order: number[] = [];
    const call = async (milliseconds: number) => {
      await client.call("nap", milliseconds);
      order.push(milliseconds);
    };
    await Promise.all([call(60), call(1), call(20)]);
    assert.deepEqual(order, [60, 1, 20]);
  });

  test(`${model} runs a oneway call and answers the next`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const client = await serving.connect();
    await client.call("tell", 5);
    await client.call("tell", 6);
    assert.deepEqual(await client.call("told"), [5, 6]);
  });

  if (model === "threadpool" || model === "processpool") {
    test(`${model} runs one call at a time in a worker`, async () => {
      await using serving = await keptServer({ model, ...oneWorker(model) });
      assert.equal(await mostNapsAtOnce(serving.connect, 4, 1), 1);
    });
  }

  test(`${model} aborts the signal of a call whose client has gone`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model), ...keeping });
    const leaver = await serving.connect();
    const { process: leaversProcess } = await seen(leaver);
    const waiting = leaver.call("wait");
    waiting.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    leaver.close();
    if (askers === 0) {
      // It ends with the call, which ends with the signal.
      await until(() => !isAlive(leaversProcess), "the leaver's process has ended");
      return;
    }
    await until(async () => {
      const others = await Promise.all(Array.from({ length: askers }, () => serving.connect()));
      const told = await Promise.all(others.map((client) => client.call("aborted")));
      for (const client of others) client.close();
      return told.some((aborted) => aborted === 1);
    }, "the handler saw the signal");
  });

  // The last of its server's.
  test(`${model} finishes the call at work when it is closed`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const client = await serving.connect({ retries: 0 });
    const [before, call] = [client.call("echo", 1), client.call("nap", 200)];
    await before;
    await new Promise((resolve) => setTimeout(resolve, 60));
    await serving.server.close();
    assert.equal(typeof (await call), "number");
    await assert.rejects(client.call("echo", 1), { name: "ConnectionClosedError" });
  });

  if (/pool|nonblocking/.test(model)) {
    test(`${model} --workers 1 runs as many calls at once as concurrency says, and no more`, async () => {
      await using serving = await keptServer({ model, ...oneWorker(model), pipeline: 3, concurrency: 3 });
      assert.equal(await mostNapsAtOnce(serving.connect, 6, 3), 3);
    });
  }

  test(`${model} runs calls of one connection at once with pipeline`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model), pipeline: 3, concurrency: 3 });
    const client = await serving.connect();
    const order: number[] = [];
    const call = async (milliseconds: number) => {
      await client.call("nap", milliseconds);
      order.push(milliseconds);
    };
    await Promise.all([call(1600), call(10), call(800), call(1)]);
    // The fourth begins when the second has ended: three at once and no more.
    assert.deepEqual(order, [10, 1, 800, 1600]);
  });
}

test("simple serves one connection at a time: the next waits until it closes", async () => {
  await using serving = await serveProbe({ model: "simple" });
  const first = await serving.connect();
  assert.equal(await first.call("echo", 1), 1);
  const second = await serving.connect();
  const answer = second.call("echo", 2);
  const isAnswered = watch(answer);
  await first.call("nap", 100);
  assert.equal(isAnswered(), false);
  first.close();
  assert.equal(await answer, 2);
});

test("threaded gives each connection a thread of its own", async () => {
  await using serving = await serveProbe({ model: "threaded", spares: 1 });
  const clients = await Promise.all(Array.from({ length: 3 }, () => serving.connect()));
  const threads = new Set((await Promise.all(clients.map(seen))).map(({ thread }) => thread));
  assert.equal(threads.size, 3);
});

test("threaded lets a later connection wait when all of max-workers are taken", async () => {
  await using serving = await serveProbe({ model: "threaded", spares: 0, maxWorkers: 2 });
  await waitsForALeaver(serving.connect);
});

test("forking gives each connection a process of its own, which shares nothing and ends with it", async () => {
  await using serving = await serveProbe({ model: "forking", spares: 1 });
  const clients = await Promise.all(Array.from({ length: 3 }, () => serving.connect()));
  const all = await Promise.all(clients.map(seen));
  assert.equal(new Set(all.map((one) => one.process)).size, 3);
  assert.deepEqual(
    all.map(({ calls }) => calls),
    [1, 1, 1],
  );
  assert.equal((await seen(clients[0]!)).calls, 2);
  for (const client of clients) client.close();
  await until(() => all.every((one) => !isAlive(one.process)), "the processes have ended");
  assert.equal((await seen(await serving.connect())).calls, 1);
});

test("forking lets a later connection wait when all of max-workers are taken", async () => {
  await using serving = await serveProbe({ model: "forking", spares: 0, maxWorkers: 2 });
  await waitsForALeaver(serving.connect);
});

for (const model of ["threadpool", "processpool"] as const) {
  test(`${model} has its workers before the first connection`, async () => {
    await using serving = await keptServer({ model, workers: 2 });
    assert.equal(serving.server.workers, 2);
    const clients = await Promise.all([serving.connect(), serving.connect()]);
    const all = await Promise.all(clients.map(seen));
    assert.deepEqual(all.map(({ worker }) => worker).sort(), [1, 2]);
  });

  test(`${model} keeps a connection with its worker and spreads connections evenly`, async () => {
    await using serving = await serveEmpty(model);
    const clients: Client[] = [];
    const places: number[] = [];
    for (let i = 0; i < 6; i++) {
      clients.push(await serving.connect());
      places.push(id(await seen(clients[i]!)));
    }
    const counts = [...new Set(places)].map((place) => places.filter((other) => other === place).length);
    assert.deepEqual(counts, [3, 3]);
    for (const [i, client] of clients.entries()) assert.equal(id(await seen(client)), places[i]);
  });

  test(`${model} lets idle connections hold no worker`, async () => {
    await using serving = await keptServer({ model, workers: 2 });
    await Promise.all(Array.from({ length: 20 }, () => serving.connect()));
    const late = await serving.connect();
    assert.equal(await late.call("echo", 3), 3);
  });
}

test("threadpool with connections-per-worker 1 lets a client wait for one of two to leave", async () => {
  await using serving = await serveProbe({ model: "threadpool", workers: 2, connectionsPerWorker: 1 });
  await waitsForALeaver(serving.connect);
});

test("nonblocking gives the next call to any free worker", async () => {
  await using serving = await keptServer({ model: "nonblocking", workers: 2 });
  const client = await serving.connect();
  const threads = new Set<number>();
  // A busy machine may give one of them no turn for some calls.
  for (let i = 0; i < 2000 && threads.size < 2; i++) threads.add((await seen(client)).thread);
  assert.equal(threads.size, 2);
});

test("nonblocking lets nobody wait behind a call that another worker could run", async () => {
  await using serving = await keptServer({ model: "nonblocking", workers: 2 });
  const slow = await serving.connect();
  const isOver = watch(slow.call("wait")); // until its client leaves
  const client = await serving.connect();
  for (let i = 0; i < 20; i++) await client.call("echo", i);
  assert.equal(isOver(), false);
});

test("nonblocking with no workers runs calls on the server's own event loop, as many as concurrency says", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 0, concurrency: 3 });
  assert.equal(await mostNapsAtOnce(serving.connect, 6, 3), 3);
  const where = await seen(await serving.connect());
  assert.deepEqual([where.process, where.thread], [process.pid, threadId]);
  assert.equal(serving.server.workers, 0);
});

/** A server of two workers, which no connection is with. */
async function serveEmpty(model: ModelName): Promise<Serving> {
  const serving = await keptServer({ model, workers: 2 });
  await until(async () => (await serving.server.status()).connections.open === 0, "the others are gone");
  return serving;
}

/** With room for two connections, a third is answered only once one of them has gone. */
async function waitsForALeaver(connect: () => Promise<Client>): Promise<void> {
  const [first, second] = [await connect(), await connect()];
  assert.equal(await first.call("echo", 1), 1);
  assert.equal(await second.call("echo", 2), 2);
  const third = await connect();
  const answer = third.call("echo", 3);
  const isAnswered = watch(answer);
  await first.call("nap", 100);
  assert.equal(isAnswered(), false);
  second.close();
  assert.equal(await answer, 3);
}

/** Tells whether a call has been answered yet. */
function watch(answer: Promise<unknown>): () => boolean {
  let answered = false;
  answer.then(
    () => {
      answered = true;
    },
    () => {}, // whoever waits for the answer sees why
  );
  return () => answered;
}

/**
 * Has `count` clients nap at the same time, and longer on a machine that is too busy for `expected` of them to meet.
 * @returns the most of them that one worker has seen at once.
 */
async function mostNapsAtOnce(
  connect: () => Promise<Client>,
  count: number,
  expected: number,
): Promise<number> {
  const clients = await Promise.all(Array.from({ length: count }, () => connect()));
  let most = 0;
  for (let nap = 40; most < expected && nap < 10_000; nap *= 5) {
    most = Math.max(
      ...(await Promise.all(clients.map((client) => client.call("nap", nap) as Promise<number>))),
    );
  }
  return most;
}

function id({ process, thread }: Seen): number {
  return process * 1000 + thread;
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
