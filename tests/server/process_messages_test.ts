// Messages and connections on their way to a worker process.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { handlerSource } from "../../src/handler/source.ts";
import { loadRuntime, runtime } from "../../src/runtime/current.ts";
import type { Accepted } from "../../src/runtime/runtime.ts";
import type { ServerMessage, WorkerMessage } from "../../src/server/messages.ts";
import { settingsOf } from "../../src/server/options/settings.ts";
import { probeHandler, until } from "../fixtures/serving.ts";

test("a worker process gets all messages and connections, in the order in which they were sent", async () => {
  await loadRuntime();
  const said: string[] = [];
  let ended = "";
  const worker = runtime.startProcess(
    {
      message: (message) => void said.push(named(message as WorkerMessage)),
      exit: (reason) => {
        ended = reason;
      },
    },
    { title: "worker" },
  );
  const accepted: Accepted[] = [];
  const listener = await runtime.listen(
    {
      at: { host: "127.0.0.1", port: 0, ipv6Only: false },
      backlog: 8,
      use: "process",
      tls: false,
      lost: assert.fail,
      failed: assert.fail,
    },
    (one) => accepted.push(one),
  );
  const { port } = listener.address as { port: number };
  const clients = Array.from({ length: 4 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  try {
    const send = (message: ServerMessage, connection?: Accepted) => worker.send(message, connection);
    send({
      kind: "start",
      id: 1,
      runs: "process",
      server: process.pid,
      source: handlerSource(probeHandler, {}),
      settings: settingsOf({ model: "processpool", logLevel: "fatal" }),
      oneConnection: false,
      relayed: false,
      equipment: {},
    });
    await until(
      () => said.includes("ready") && accepted.length === 4,
      "the worker and its connections are there",
    );
    said.length = 0;
    for (const [number, connection] of accepted.entries()) {
      send({ kind: "ping" });
      send({ kind: "connection", connection: number }, connection);
    }
    send({ kind: "ping" });
    const expected = [
      "pong",
      "arrived 0",
      "pong",
      "arrived 1",
      "pong",
      "arrived 2",
      "pong",
      "arrived 3",
      "pong",
    ];
    await until(() => said.length >= expected.length, "the worker has answered");
    assert.deepEqual(said, expected);
    send({ kind: "drain" });
    await until(() => ended !== "", "the worker has ended");
    assert.ok(said.includes("ended"));
  } finally {
    worker.kill();
    for (const client of clients) client.destroy();
    for (const connection of accepted) connection.close();
    void listener.close(); // Node never tells the end of one whose connections were sent on
  }
});

function named(message: WorkerMessage): string {
  return message.kind === "arrived" ? `arrived ${message.connection}` : message.kind;
}
