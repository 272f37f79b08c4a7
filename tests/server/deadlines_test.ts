// Clients that take too long are cut off, those that are only slow or idle are not: wherever connections live.
import assert from "node:assert/strict";
import { test } from "node:test";
import { binaryMessage, frame, i32, RawClient } from "../fixtures/raw_client.ts";
import { places, serveProbe, until } from "../fixtures/serving.ts";
import { sideBySide } from "../fixtures/side_by_side.ts";

const stop = [0];
const number = (value: number) => [8, 0, 1, ...i32(value), ...stop];
const call = (method: string, value: number) => frame([...binaryMessage(method), ...number(value)]);
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Milliseconds from then until the server has closed: on a busy machine a client learns late what the server did. */
async function timeToClose(client: RawClient, began: number): Promise<number> {
  await client.closed();
  client.destroy();
  return performance.now() - began;
}

test("a server closes a connection that sends nothing, but not one that has made a call", () =>
  sideBySide(places, async (_, options) => {
    await using serving = await serveProbe({ ...options, firstByteTimeout: 0.4 });
    const caller = await serving.connect();
    assert.equal(await caller.call("echo", 1), 1);
    const began = performance.now();
    const silent = await RawClient.connect(serving.port);
    const took = await timeToClose(silent, began);
    assert.ok(took >= 350, `closed after ${took} ms`);
    assert.equal(await caller.call("echo", 2), 2);
    await until(() => serving.server.refusals.firstByteTimeout === 1, "it is counted");
  }));

test("a server cuts off clients that send a byte now and then, or not the rest of a frame that was refused, and serves others", () =>
  sideBySide(places, async (_, options) => {
    await using serving = await serveProbe({ ...options, maxFrameSize: 10_000, messageTimeout: 0.6 });
    const other = await serving.connect();
    const refused = await RawClient.connect(serving.port);
    refused.send(i32(1_000_000), binaryMessage("text"), Buffer.alloc(1000));
    assert.notEqual(await refused.frame(), undefined);
    const began = performance.now();
    const slow = await Promise.all(Array.from({ length: 20 }, () => RawClient.connect(serving.port)));
    const bytes = frame([...binaryMessage("text"), 11, 0, 1, ...i32(1000), ...Buffer.alloc(1000), ...stop]);
    let at = 0;
    const sending = setInterval(() => {
      for (const client of slow) client.socket.write(bytes.subarray(at, at + 1));
      at++;
    }, 40);
    const closed = Promise.all(slow.map((client) => client.closed()));
    let longest = 0;
    let over = false;
    void closed.finally(() => {
      over = true;
    });
    while (!over) {
      const start = performance.now();
      assert.equal(await other.call("echo", 1), 1);
      longest = Math.max(longest, performance.now() - start);
      await sleep(10);
    }
    clearInterval(sending);
    await closed;
    assert.ok(performance.now() - began >= 550, "they had their time");
    assert.ok(longest < 10_000, `a call took ${longest} ms`);
    await refused.closed();
    for (const client of [refused, ...slow]) client.destroy();
    await until(() => serving.server.refusals.messageTimeout === 21, "they are counted");
  }));

test("a server closes idle connections where it is told to, but none whose call is at work", () =>
  sideBySide(places, async (_, options) => {
    await using serving = await serveProbe({ ...options, idleTimeout: 0.4 });
    const client = await RawClient.connect(serving.port);
    const began = performance.now();
    client.send(call("nap", 1000));
    assert.notEqual(await client.frame(), undefined, "a call may take longer than a pause between calls");
    const took = await timeToClose(client, began);
    assert.ok(took >= 1350, `closed after ${took} ms`);
    await until(() => serving.server.refusals.idleTimeout === 1, "it is counted");
  }));

test("a server cuts off a client that does not read its replies, but not one that reads slowly, or sends in pieces", () =>
  sideBySide(places, async (_, options) => {
    const patience = { writeTimeout: 3, messageTimeout: 10, idleTimeout: 0 };
    await using serving = await serveProbe({ ...options, ...patience });
    const halting = await RawClient.connect(serving.port);
    const bytes = call("echo", 9);
    for (const [from, to] of [
      [0, 3],
      [3, 10],
      [10, bytes.length],
    ] as const) {
      halting.send(bytes.subarray(from, to));
      await sleep(150);
    }
    assert.notEqual(await halting.frame(), undefined, "its message is taken");
    halting.destroy();
    const [deaf, slow] = await Promise.all([
      RawClient.connect(serving.port),
      RawClient.connect(serving.port),
    ]);
    for (const client of [deaf, slow]) client.socket.pause();
    deaf.send(call("blob", 20_000_000));
    slow.send(call("blob", 12_000_000));
    let read = 0;
    const reading = setInterval(() => {
      if (read++ % 2 === 0) slow.socket.resume();
      else slow.socket.pause();
    }, 10);
    await until(() => serving.server.refusals.writeTimeout === 1, "the one that does not read is cut off");
    const body = await slow.frame();
    clearInterval(reading);
    assert.ok(body !== undefined && body.length > 12_000_000, "the slow one gets all of its reply");
    for (const client of [deaf, slow]) client.destroy();
    assert.equal(serving.server.refusals.writeTimeout, 1);
  }));

const upgrade =
  "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const post = (length: string) => `POST / HTTP/1.1\r\nHost: x\r\n${length}\r\n\r\n`;
/** The head of a WebSocket frame of a binary message with this much payload: not its last, or its last. */
const webSocketFrame = (first: number, size: number) => [first, 0xff, 0, 0, 0, 0, ...i32(size), 0, 0, 0, 0];

/** The beginnings of messages that never end, in layers that hold what they have parsed. */
const begun: Readonly<Record<string, readonly (string | readonly number[])[]>> = {
  "an HTTP request's line and headers": ["POST / HTTP/1.1\r\nHo"],
  "an HTTP request's body": [post("Content-Length: 1000"), "abc"],
  "a chunk of an HTTP request's body": [post("Transfer-Encoding: chunked"), "ff\r\nabc"],
  "a second HTTP request": ["GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HT"],
  "a WebSocket frame's payload": [upgrade, webSocketFrame(0x82, 1000)],
  "a WebSocket message's last fragment": [upgrade, [...webSocketFrame(0x02, 3), 1, 2, 3]],
  "a frame with a zlib stream": [[0, 0, 0, 50, 0x78, 0x9c]],
};

test("a client is cut off that never sends the rest of its message, in any layer", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 0, messageTimeout: 0.4 });
  await sideBySide(begun, async (_, sent) => {
    const client = await RawClient.connect(serving.port);
    client.send(...sent.map((part) => Buffer.from(part as string)));
    await client.closed();
    client.destroy();
  });
  assert.equal(serving.server.refusals.messageTimeout, Object.keys(begun).length);
});

const megabyte = Buffer.alloc(1_000_000);

for (const [what, sent] of Object.entries({
  "HTTP bodies": [Buffer.from(post("Content-Length: 5000000")), megabyte],
  "fragments of WebSocket messages": [Buffer.from(upgrade), webSocketFrame(0x02, megabyte.length), megabyte],
})) {
  test(`${what} that are still coming count as held`, async () => {
    await using serving = await serveProbe({ model: "nonblocking", workers: 0, maxBufferedSize: 4_000_000 });
    const clients = await Promise.all(Array.from({ length: 6 }, () => RawClient.connect(serving.port)));
    for (const client of clients) client.send(...sent);
    await until(() => serving.server.refusals.maxBufferedSize >= 2, "those that hold the most are cut off");
    const other = await serving.connect();
    assert.equal(await other.call("echo", 1), 1);
    for (const client of clients) client.destroy();
  });
}
