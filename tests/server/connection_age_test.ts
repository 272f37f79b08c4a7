// Connections that are old are closed in a pause between two calls, and no call is lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { binaryMessage, frame, framedEcho, i32, RawClient } from "../fixtures/raw_client.ts";
import { places, serveProbe, until } from "../fixtures/serving.ts";
import { sideBySide } from "../fixtures/side_by_side.ts";
import { ask, oneConnection, probeCall, Socketed } from "./http_probe.ts";

const nap = frame([...binaryMessage("nap"), 8, 0, 1, ...i32(1500), 0]);

test("a connection of some age is closed when its client pauses, and a call at work is answered before", () =>
  sideBySide(places, async (_, options) => {
    await using serving = await serveProbe({ ...options, concurrency: 4, maxConnectionAge: 0.4 });
    const began = performance.now();
    const connect = () => RawClient.connect(serving.port);
    const [silent, paused, napping] = await Promise.all([connect(), connect(), connect()]);
    paused.send(framedEcho);
    napping.send(nap);
    await silent.closed();
    assert.notEqual(await paused.frame(), undefined);
    await paused.closed();
    assert.ok(performance.now() - began >= 350, "not before its time");
    assert.notEqual(await napping.frame(), undefined);
    await napping.closed();
    for (const client of [silent, paused, napping]) client.destroy();
    assert.equal(
      Object.values(serving.server.refusals).some((count) => count > 0),
      false,
    );
  }));

// On one event loop, which the machine cannot hold up for one of the two alone.
test("a client that calls without a pause is answered on and on, until it pauses", async () => {
  await using serving = await serveProbe({ ...places.inline, maxConnectionAge: 0.2 });
  const client = await RawClient.connect(serving.port);
  for (const began = performance.now(); performance.now() - began < 1000; ) {
    client.send(framedEcho);
    assert.notEqual(await client.frame(), undefined);
  }
  await client.closed();
  client.destroy();
});

test("HTTP's answers say that an old connection ends, without a pause; a WebSocket is closed as going away", async () => {
  await using serving = await serveProbe({ ...places.inline, maxConnectionAge: 0.4 });
  const socket = await Socketed.open(serving.port);
  assert.equal(await socket.call("echo", 1), 1);
  const agent = oneConnection();
  try {
    const ports = new Set<number>();
    const told: unknown[] = [];
    await until(async () => {
      const { status, headers, from } = await ask(serving.port, agent, { body: probeCall("echo", 1) });
      assert.equal(status, 200);
      ports.add(from);
      told.push(headers.connection);
      return ports.size > 1;
    }, "the client comes by another connection");
    assert.equal(told.filter((connection) => connection === "close").length, 1);
  } finally {
    agent.destroy();
  }
  const { code, reason } = await socket.ended();
  assert.deepEqual([code, reason], [1001, "this connection has served its time: open another"]);
});
