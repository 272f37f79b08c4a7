// Worker processes come and go: they are replaced, and none is left behind or forgotten.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { allGone, background, backgroundHandler, modelArguments, start } from "../fixtures/command_line.ts";
import { zombiesOf } from "../fixtures/processes.ts";
import { until } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";

const fixture = tlsFixture();

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  test(`processpool: a worker that gets ${signal} is replaced`, async () => {
    await using server = await start(backgroundHandler, "--model", "processpool", "--workers", "2");
    const before = server.children();
    assert.equal(before.length, 2);
    for (const worker of before) process.kill(worker.pid, signal);
    await allGone(before);
    await until(() => server.children().length === 2, "there are two workers again");
    const client = await server.connect();
    const processId = (await client.call("processId")) as number;
    assert.ok(server.children().some(({ pid }) => pid === processId));
    assert.ok(!before.some(({ pid }) => pid === processId));
    await until(() => zombiesOf(server.pid).length === 0, "the server has taken notice of those that ended");
  });

  test(`forking: spares that get ${signal} are replaced`, async () => {
    await using server = await start(backgroundHandler, "--model", "forking", "--spares", "2");
    const before = server.children();
    assert.equal(before.length, 2);
    for (const spare of before) process.kill(spare.pid, signal);
    await allGone(before);
    const clients = await Promise.all([1, 2, 3].map(() => server.connect()));
    const processes = await Promise.all(clients.map((client) => client.call("processId")));
    assert.equal(new Set(processes).size, 3);
  });
}

for (const secured of [false, true]) {
  test(`processpool${secured ? " with TLS" : ""}: SIGTERM to a worker lets its call at work finish, and loses none that comes meanwhile`, {
    skip: secured && withoutOpenssl,
  }, async () => {
    const args = secured ? fixture.securedArguments : [];
    await using server = await start(backgroundHandler, "--model", "processpool", "--workers", "1", ...args);
    const connect = () => server.connect(background, undefined, secured && fixture.trusting.tls);
    const [client, idle] = [await connect(), await connect()];
    const worker = (await client.call("processId")) as number;
    assert.equal(await idle.call("processId"), worker);
    const answer = client.call("nap", 500, `${server.folder}/begun`);
    await until(() => existsSync(`${server.folder}/begun`), "the call is at work");
    process.kill(worker, "SIGTERM");
    // Calls that come without a pause are still answered; and a client whose connection was closed opens another.
    const isElsewhere = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return idle.call("processId").then(
        (by) => by !== worker,
        () => true,
      );
    };
    await until(isElsewhere, "the worker takes no more calls");
    // The server knows nothing of that yet: the connection goes to this worker, and then to the one that replaces it.
    const next = connect().then((later) => later.call("processId"));
    assert.equal(await answer, 500);
    assert.notEqual(await next, worker);
  });
}

test("forking: 16 connections in quick succession, eight at a time: none fails, no zombie, no process left", async () => {
  await using server = await start(backgroundHandler, "--model", "forking", "--spares", "2");
  const processes: unknown[] = [];
  let left = 16;
  const caller = async () => {
    while (left-- > 0) {
      const client = await server.connect(background);
      processes.push(await client.call("processId"));
      client.close();
    }
  };
  await Promise.all(Array.from({ length: 8 }, caller));
  assert.equal(processes.length, 16);
  assert.equal(new Set(processes).size, 16, "a process for each connection");
  await until(() => zombiesOf(server.pid).length === 0, "no zombie");
  await until(() => server.children().length === 2, "the spares alone are left");
  const tree = server.tree();
  server.signal("SIGTERM");
  const { status, stderr } = await server.ended();
  assert.equal(status, 0);
  assert.equal(stderr.trim().split("\n").length, 1, stderr);
  await allGone(tree);
});

/** Each place that handlers run in. One worker of nonblocking, so that all calls are its. */
const places: Readonly<Record<string, readonly string[]>> = {
  "the event loop": ["--workers", "0"],
  nonblocking: ["--workers", "1"],
  threaded: modelArguments("threaded"),
  forking: modelArguments("forking"),
};

for (const [place, args] of Object.entries(places)) {
  test(`${place}: what is thrown outside of a call is logged with its stack, ten times at the most, and ends nothing`, async () => {
    await using server = await start(backgroundHandler, ...args);
    const client = await server.connect();
    const before = await where(client);
    await client.call("throwLater");
    await client.call("rejectLater");
    for (let time = 0; time < 15; time++) await client.call("rejectLater");
    const lines = (said: string) => server.stderr.split(`outside of a call: Error: ${said}`).length - 1;
    await until(() => lines("thrown in the background") === 1, "the log tells of what was thrown");
    await until(() => lines("rejected in the background") === 10, "the log tells of ten rejected promises");
    assert.match(server.stderr, /thrown in the background\n +at .*background\.ts/);
    for (let call = 0; call < 3; call++) assert.deepEqual(await where(client), before);
    assert.equal(lines("rejected in the background"), 10);
    assert.doesNotMatch(server.stderr, / ended: /);
    assert.equal(server.over, undefined);
  });
}

async function where(client: { call(name: string): Promise<unknown> }): Promise<unknown> {
  return [await client.call("processId"), await client.call("worker")];
}
