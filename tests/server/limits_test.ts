// Limits of a running server: at the edge what is allowed is served, one past it is refused, and others never notice.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keptProbe } from "../fixtures/kept_server.ts";
import { binaryMessage, frame, i32, RawClient, readException } from "../fixtures/raw_client.ts";
import { places, seen, serveProbe, until } from "../fixtures/serving.ts";

const stop = [0];
const field = (type: number, id = 1) => [type, 0, id];
const text = (length: number) => [...field(11), ...i32(length), ...Buffer.alloc(length, "a"), ...stop];
const number = (value: number) => [...field(8), ...i32(value), ...stop];

/** Asserts that a call was answered with a reply, not with an exception. */
function assertReply(body: Buffer | undefined): void {
  assert.equal(body?.readUInt32BE(), 0x80010002, "a reply");
}

const limits = {
  ...{ maxFrameSize: 10_000, maxMessageSize: 100_000, maxStringSize: 50, maxContainerSize: 50, maxDepth: 10 },
  maxQueuedCalls: 2,
};

const keptServer = keptProbe();

for (const [name, options] of Object.entries(places)) {
  test(`${name} answers calls past a message's limits, and the connection lives on`, async () => {
    await using serving = await keptServer({ ...options, ...limits });
    const client = await RawClient.connect(serving.port);
    const nest = (levels: number) => [
      ...Array(levels).fill(field(12)).flat(),
      ...Array(levels).fill(0),
      ...stop,
    ];
    const list = (count: number) => [
      ...field(15, 4),
      11,
      ...i32(count),
      ...Array(count).fill([0, 0, 0, 0]).flat(),
      ...stop,
    ];
    const edges = [
      { method: "text", fits: text(50), past: text(51), says: "a string of 51 bytes; the limit is 50" },
      { method: "hold", fits: list(50), past: list(51), says: "a container of 51 elements; the limit is 50" },
      {
        method: "depth",
        fits: nest(9),
        past: nest(10),
        says: "structs and containers are nested more than 10 deep",
      },
      {
        method: "told",
        fits: [...field(3, 9), 0, ...Buffer.alloc(10_000 - 25), 0].slice(0, 4).concat(stop),
        past: [...field(11, 9), ...i32(9979), ...Buffer.alloc(9979), ...stop],
        says: "a frame of 10003 bytes; the limit is 10000",
      },
    ];
    for (const { method, fits, past, says } of edges) {
      for (let round = 0; round < 2; round++) {
        client.send(frame([...binaryMessage(method), ...fits]));
        assertReply(await client.frame());
        client.send(frame([...binaryMessage(method), ...past]));
        const { type, message, seqid } = readException(await client.frame());
        assert.deepEqual({ type, message, seqid }, { type: 7, message: says, seqid: 7 });
      }
    }
    client.destroy();
    const { refusals } = serving.server;
    await until(() => refusals.tooLarge === 6 && refusals.tooDeep === 2, "all are counted");
  });

  test(`${name} lets as many calls wait as it is told and refuses others, whose connections live on`, async () => {
    await using serving = await keptServer({ ...options, ...limits });
    const [busy, ...others] = await Promise.all(
      Array.from({ length: 6 }, () => RawClient.connect(serving.port)),
    );
    // It is at work once its file is there, and until its client leaves.
    const file = join(tmpdir(), `limits-${process.pid}-${serving.port}`);
    const path = [...field(11), ...i32(file.length), ...Buffer.from(file), ...stop];
    busy!.send(frame([...binaryMessage("waitAt"), ...path]));
    await until(() => existsSync(file), "the call is at work");
    rmSync(file);
    const refused: Buffer[] = [];
    const answers = others.map(async (client) => {
      client.send(frame([...binaryMessage("echo"), ...number(5)]));
      const body = await client.frame();
      if (body!.readUInt32BE() === 0x80010003) refused.push(body!);
    });
    await until(() => refused.length === 3, "all but two are refused");
    busy!.destroy();
    await Promise.all(answers);
    assert.equal(refused.length, 3);
    for (const body of refused) {
      const { type, message } = readException(body);
      assert.equal(type, 6);
      assert.equal(message, "overloaded: 2 calls wait");
    }
    for (const client of others) {
      client.send(frame([...binaryMessage("echo"), ...number(6)]));
      assertReply(await client.frame());
      client.destroy();
    }
    await until(() => serving.server.refusals.maxQueuedCalls === 3, "all are counted");
  });

  test(`${name} answers an unframed message that is too large before it closes its connection, whatever still comes`, async () => {
    await using serving = await keptServer({ ...options, ...limits });
    const client = await RawClient.connect(serving.port);
    const sending = [...binaryMessage("text"), ...field(11), ...i32(20_000_000)];
    client.send(sending);
    for (let i = 0; i < 20; i++) client.send(Buffer.alloc(1_000_000));
    const { type, message } = readException(await client.unframed(30));
    assert.equal(type, 7);
    assert.match(message, /^a message of 2000\d+ bytes or more; the limit is 100000$/);
    await client.closed();
    client.destroy();
  });

  test(`${name} lets in as many connections as it is told, serves them while a crowd comes, and others once some have left`, async () => {
    await using serving = await serveProbe({ ...options, maxConnections: 3 });
    const clients = await Promise.all(Array.from({ length: 3 }, () => serving.connect()));
    for (const client of clients) assert.equal(await client.call("echo", 1), 1);
    const [first] = clients;
    let longest = 0;
    for (let batch = 0; batch < 8; batch++) {
      const crowd = Array.from({ length: 50 }, async () => {
        const refused = await RawClient.connect(serving.port);
        await refused.closed();
        refused.destroy();
      });
      const began = performance.now();
      assert.equal(await first!.call("echo", batch), batch);
      longest = Math.max(longest, performance.now() - began);
      await Promise.all(crowd);
    }
    assert.ok(longest < 10_000, `a call took ${longest} ms`);
    assert.equal(serving.server.refusals.maxConnections, 400);
    first!.close();
    await until(async () => {
      const client = await serving.connect();
      const answer = await client.call("echo", 2).catch(() => undefined);
      client.close();
      return answer === 2;
    }, "there is room again");
    for (const client of clients.slice(1)) assert.equal(await client.call("echo", 3), 3);
  });

  test(`${name} lets in as many of one address as it is told, and closes the connection that holds the most once all hold too much`, async () => {
    const held = { maxConnectionsPerPeer: 8, maxBufferedSize: 4_000_000 };
    await using serving = await serveProbe({ ...options, ...held });
    const other = await serving.connect();
    assert.equal(await other.call("echo", 0), 0);
    const clients = await Promise.all(Array.from({ length: 7 }, () => RawClient.connect(serving.port)));
    const refused = await RawClient.connect(serving.port);
    await refused.closed();
    refused.destroy();
    assert.equal(serving.server.refusals.maxConnectionsPerPeer, 1);
    // A whole message of these would be 15 MB; the first has sent the most of it.
    const sizes = [1_000_000, 500_000, 500_000, 500_000, 500_000, 500_000, 500_000];
    for (const [index, client] of clients.entries()) {
      client.send(i32(15_000_000), binaryMessage("text"), Buffer.alloc(sizes[index]!));
    }
    assert.equal(await other.call("echo", 1), 1);
    clients[1]!.send(Buffer.alloc(900_000));
    await Promise.race(clients.slice(0, 2).map((client) => client.closed()));
    assert.equal(await other.call("echo", 2), 2);
    await until(() => serving.server.refusals.maxBufferedSize === 1, "it is counted");
    for (const client of clients) client.destroy();
  });

  test(`${name} keeps its memory when messages hold far more than they weigh, and serves others`, async () => {
    await using serving = await serveProbe({ ...options, maxDecodedSize: 67_108_864 });
    const other = await serving.connect();
    const { process: pid } = await seen(other);
    const began = residentOf(pid);
    let most = 0;
    let longest = 0;
    let slowestBomb = 0;
    let done = false;
    const probing = (async () => {
      while (!done) {
        const start = performance.now();
        assert.equal(await other.call("echo", 1), 1);
        longest = Math.max(longest, performance.now() - start);
        most = Math.max(most, residentOf(pid) - began);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    // What each kind of value weighs is the codec's matter, which is the same in threads.
    const sent = name === "inline" || name === "processpool" ? bombs : bombs.slice(-2);
    for (const { what, bytes } of sent) {
      const client = await RawClient.connect(serving.port);
      const start = performance.now();
      client.send(bytes);
      const body = await client.frame();
      slowestBomb = Math.max(slowestBomb, performance.now() - start);
      assert.equal(body?.readUInt8(), 0x82, what);
      assert.equal(body.readUInt8(1) >> 5, 3, `${what} is answered with an exception`);
      assert.match(body.toString("latin1"), /decoded, the message takes more than 67108864 bytes of memory/);
      client.destroy();
    }
    done = true;
    await probing;
    // It waits for one of them at the most, and for what the garbage of that costs.
    assert.ok(longest < 3 * slowestBomb + 1000, `a call took ${longest} ms, a bomb ${slowestBomb} ms`);
    assert.ok(most < 800_000_000, `${most} bytes more at the most`);
    await until(() => serving.server.refusals.tooLarge === sent.length, "all are counted");
  });
}

test("calls wait until a client has read its replies, at as few bytes as is said", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 1, maxUnreadSize: 1000 });
  const client = await RawClient.connect(serving.port);
  client.socket.pause();
  const calls = 60;
  for (let i = 0; i < calls; i++) {
    client.send(
      frame([...binaryMessage("blob"), ...number(1_000_000)]),
      frame([...binaryMessage("tell", 4), ...number(i)]),
    );
  }
  const other = await serving.connect();
  const told = async () => ((await other.call("told")) as number[]).length;
  await until(async () => (await told()) > 0, "the first calls are run");
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok((await told()) < 30, "the others wait");
  client.socket.resume();
  for (let i = 0; i < calls; i++) assert.notEqual(await client.frame(), undefined);
  client.destroy();
});

test("connections that wait for a worker count, and leave", async () => {
  await using serving = await serveProbe({
    model: "threadpool",
    workers: 1,
    connectionsPerWorker: 1,
    maxConnections: 3,
  });
  const first = await serving.connect();
  assert.equal(await first.call("echo", 1), 1);
  const waiting = [await RawClient.connect(serving.port), await RawClient.connect(serving.port)];
  const refused = await RawClient.connect(serving.port);
  await refused.closed();
  first.close();
  waiting[0]!.send(frame([...binaryMessage("echo"), ...number(1)]));
  assertReply(await waiting[0]!.frame());
  for (const client of [...waiting, refused]) client.destroy();
});

/** A compact call of `hold` with one container, whose header and bytes are these. */
function bomb(what: string, id: number, code: number, header: readonly number[], bytes: Uint8Array) {
  const head = [0x82, 0x21, 1, 4, ...Buffer.from("hold"), (id << 4) | code, ...header];
  const size = head.length + bytes.length + 1;
  return { what, bytes: Buffer.concat([i32(size), Buffer.from(head), bytes, Buffer.from([0])]) };
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

const four = 4_000_000;
const of = (count: number, element: number) => [0xf0 | element, ...varint(count)];

/** Messages of 4 MB that would take from 190 MB to 800 MB. */
const bombs = [
  bomb("structs", 1, 9, of(four, 12), Buffer.alloc(four)),
  bomb("structs with a field", 2, 9, of(four, 12), Buffer.alloc(four)),
  bomb("lists", 3, 9, of(four, 9), Buffer.alloc(four, 5)),
  bomb("strings", 4, 9, of(four, 8), Buffer.alloc(four)),
  bomb("pairs", 6, 11, [...varint(four / 2), 0x55], Buffer.alloc(four, 2)),
  bomb("sets", 7, 9, of(four, 10), Buffer.alloc(four, 5)),
];

function residentOf(pid: number): number {
  if (pid === process.pid || process.platform !== "linux") return process.memoryUsage().rss;
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
}
