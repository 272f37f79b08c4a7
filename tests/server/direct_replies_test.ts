// Replies that a worker writes to its client itself, where the runtime can lend it the connection: to the right client, whole,
// in order, and counted.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { keptProbe } from "../fixtures/kept_server.ts";
import { binaryMessage, frame, i32, RawClient } from "../fixtures/raw_client.ts";
import { until } from "../fixtures/serving.ts";

const keptServer = keptProbe();
const relayed = { model: "nonblocking", workers: 2, concurrency: 8 } as const;

/** A call with one i32, in a frame. */
function call(name: string, seqid: number, argument: number): Buffer {
  return frame([...binaryMessage(name, 1, seqid), 8, 0, 1, ...i32(argument), 0]);
}

const seqidOf = (reply: Buffer): number => reply.readInt32BE(8 + reply.readInt32BE(4));
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Files that a runtime may open meanwhile. */
const few = 20;
const openFiles = () => (process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0);

test("a reply reaches its own client and nobody else, though clients leave while theirs are made", async () => {
  await using serving = await keptServer(relayed);
  const before = openFiles();
  let seqid = 0;
  const wrong: string[] = [];
  // Each client that leaves frees the number of its descriptor, which the next one that comes is given.
  const comeAndGo = async () => {
    for (let i = 0; i < 60; i++) {
      const own = ++seqid;
      const client = await RawClient.connect(serving.port);
      client.send(own % 3 === 0 ? call("echo", own, own) : call("nap", own, own % 4));
      if (own % 2 === 0) {
        if (own % 5 > 0) await sleep(own % 5);
        client.socket.resetAndDestroy();
        continue;
      }
      const replies = [await client.frame()];
      client.send(call("echo", own, own));
      replies.push(await client.frame());
      for (const reply of replies)
        if (reply === undefined || seqidOf(reply) !== own) wrong.push(`${own}: ${reply?.toString("hex")}`);
      client.socket.end();
    }
  };
  await Promise.all(Array.from({ length: 16 }, comeAndGo));
  assert.deepEqual(wrong, []);
  await until(() => openFiles() <= before + few, "no client's descriptor is open any more");
});

test("a client that reads nothing for a while gets all replies, whole and in their order", async () => {
  await using serving = await keptServer(relayed);
  const client = await RawClient.connect(serving.port);
  client.send(call("echo", 0, 0));
  await client.frame();
  client.socket.pause();
  const size = 60_000;
  const count = 250; // 15 MB: more than the system takes for it
  for (let at = 1; at <= count; at++) {
    client.send(call("blob", at, size));
    if (at % 2 === 0) await sleep(1);
  }
  client.socket.resume();
  for (let at = 1; at <= count; at++) {
    const reply = (await client.frame())!;
    assert.equal(seqidOf(reply), at);
    assert.ok(
      reply.length > size && reply.subarray(-size - 1, -1).every((byte) => byte === 7),
      `reply ${at}`,
    );
  }
  client.destroy();
});

test("calls one after the other, and two at a time, are answered however they are sent", async () => {
  await using serving = await keptServer(relayed);
  const clients = await Promise.all(Array.from({ length: 4 }, () => RawClient.connect(serving.port)));
  await Promise.all(
    clients.map(async (client) => {
      for (let at = 0; at < 200; at++) {
        const bytes = Buffer.concat([call("echo", 2 * at, at), call("nap", 2 * at + 1, 0)]);
        // In one piece, in two at the borders of calls, or in the middle of one.
        const cut = at % 3 === 0 ? bytes.length : bytes.length / 2 + (at % 3 === 1 ? 0 : 3);
        client.send(bytes.subarray(0, cut));
        if (at % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
        client.send(bytes.subarray(cut));
        for (const seqid of [2 * at, 2 * at + 1]) assert.equal(seqidOf((await client.frame())!), seqid);
      }
      client.destroy();
    }),
  );
});
