// Calls that were sent before a server was told to end are answered, though it has not read them yet, or refused with a
// word: no client is reset.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../../src/client/client.ts";
import { connect } from "../../src/client/client.ts";
import { modelArguments, probeHandler, start } from "../fixtures/command_line.ts";
import { allModels, probe } from "../fixtures/serving.ts";

/** Where a call holds up the other clients', and connections that wait to be accepted. */
const shared = ["threadpool", "processpool"];

const servers: Readonly<Record<string, readonly string[]>> = {
  "the event loop": ["--workers", "0"],
  ...Object.fromEntries(
    allModels
      .filter((model) => model !== "simple")
      .map((model) => [
        model,
        [...modelArguments(model), ...(shared.includes(model) ? ["--workers", "1"] : [])],
      ]),
  ),
};

for (const [model, args] of Object.entries(servers)) {
  test(`${model}: what was sent before SIGTERM, and not read, is answered`, async () => {
    // Or refused with a word, where it takes longer to be read than such calls are answered for: on a busy machine.
    let outcomes: readonly string[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      outcomes = await callBefore(args, model);
      if (outcomes.every((outcome) => outcome === "answered")) return;
    }
    assert.fail(outcomes.join(", "));
  });
}

/** @returns what came of calls that were sent before SIGTERM and not read. */
async function callBefore(args: readonly string[], model: string): Promise<string[]> {
  await using server = await start(probeHandler, ...args);
  const clients = await Promise.all(Array.from({ length: 5 }, () => connect(probe, { port: server.port })));
  for (const client of clients) assert.equal(await client.call("echo", 1), 1);
  const [holder, ...others] = clients as [Client, ...Client[]];
  const held = holder.call("block", 400);
  await new Promise((resolve) => setTimeout(resolve, 100)); // it holds the event loop, or its thread
  // Three calls in a row on each connection, and connections that wait to be accepted.
  const calls = others.flatMap((client) => [1, 2, 3].map((number) => client.call("echo", number)));
  const late =
    model === "the event loop" || shared.includes(model)
      ? await Promise.all([1, 2].map(() => connect(probe, { port: server.port })))
      : [];
  calls.push(...late.map((client) => client.call("echo", 1)));
  await new Promise((resolve) => setTimeout(resolve, 50)); // they are sent
  server.signal("SIGTERM");
  await held;
  const outcomes = (await Promise.allSettled(calls)).map((outcome) =>
    outcome.status === "fulfilled" ? "answered" : String(outcome.reason),
  );
  for (const outcome of outcomes) {
    assert.match(outcome, /^(answered|ApplicationError: draining: the server is about to end)$/);
  }
  for (const client of [...clients, ...late]) client.close();
  assert.equal((await server.ended()).status, 0);
  return outcomes;
}

test("a client that calls on and on does not keep a server from ending, and is told", async () => {
  // A client that gets no turn for a while is silent for a moment, and its connection may be closed then.
  let refusals = new Set<string>();
  for (let attempt = 0; attempt < 5 && refusals.size === 0; attempt++) refusals = await callOnAndOn();
  assert.deepEqual([...refusals], ["draining: the server is about to end"]);
});

/** @returns what calls were refused with until the connection was closed. */
async function callOnAndOn(): Promise<Set<string>> {
  await using server = await start(probeHandler, "--workers", "0");
  const client = await connect(probe, { port: server.port });
  assert.equal(await client.call("echo", 1), 1);
  server.signal("SIGTERM");
  const refusals = new Set<string>();
  // Several at a time: whatever the client's turns, the server has a next one.
  const callOn = async () => {
    for (;;) {
      try {
        await client.call("echo", 1);
      } catch (error) {
        if ((error as Error).name !== "ApplicationError") return;
        refusals.add((error as Error).message);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, callOn));
  assert.equal((await server.ended()).status, 0);
  return refusals;
}
