// Calls that a client sends without waiting for replies, under the default model: run together, and answered as each by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keptProbe } from "../fixtures/kept_server.ts";
import { binaryMessage, frame, i32, RawClient, readException } from "../fixtures/raw_client.ts";

const keptServer = keptProbe();
const relayed = { model: "nonblocking", workers: 2 } as const;

/** A call with one i32 or none, in a frame. */
function call(name: string, seqid: number, argument?: number, type = 1): Buffer {
  const value = argument === undefined ? [] : [8, 0, 1, ...i32(argument)];
  return frame([...binaryMessage(name, type, seqid), ...value, 0]);
}

/** A call with one string. */
function said(name: string, seqid: number, text: string): Buffer {
  return frame([...binaryMessage(name, 1, seqid), 11, 0, 1, ...i32(text.length), ...Buffer.from(text), 0]);
}

async function seqids(client: RawClient, count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const reply = (await client.frame())!;
    found.push(reply.readInt32BE(8 + reply.readInt32BE(4)));
  }
  return found;
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

/** Calls of every kind: 500, of which some get no reply, and some one that is large, late or an exception. */
const mixed = numbers(0, 500).map((at) => {
  if (at % 50 === 49) return call("blob", at, 300_000);
  if (at % 20 === 19) return call("blob", at, 5000);
  if (at % 17 === 16) return call("headersLater", at, at % 3);
  if (at % 13 === 12) return call("tell", at, at, 4);
  if (at % 11 === 10) return said("fail", at, "no");
  if (at % 7 === 6) return call("unheard", at);
  if (at % 5 === 4) return said("text", at, "x".repeat(at * 3));
  if (at % 19 === 18) return call("depth", at); // whose argument is missing
  return call("echo", at, at);
});

test("calls in a row are answered in their order, to the byte as in the server's own process", async () => {
  const replies: Buffer[] = [];
  for (const workers of [0, 2]) {
    await using serving = await keptServer({ model: "nonblocking", workers });
    const client = await RawClient.connect(serving.port);
    client.send(...mixed, said("text", 500, "the last"));
    const all: Buffer[] = [];
    while (!all.at(-1)?.includes("the last")) all.push((await client.frame())!);
    replies.push(Buffer.concat(all));
    client.destroy();
  }
  assert.ok(replies[0]!.equals(replies[1]!), `${replies[0]!.length} and ${replies[1]!.length} bytes`);
});

test("calls in a row, in pieces of any size, are answered in their order", async () => {
  await using serving = await keptServer(relayed);
  const client = await RawClient.connect(serving.port);
  const bytes = Buffer.concat(numbers(0, 2000).map((at) => call("echo", at, at)));
  for (let from = 0, size = 1; from < bytes.length; from += size, size = (size * 5 + 3) % 4099) {
    client.send(bytes.subarray(from, from + size));
    if (size % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(await seqids(client, 2000), numbers(0, 2000));
  client.destroy();
});

test("a worker that dies in the middle has answered those before, and those behind are run elsewhere", async () => {
  await using serving = await keptServer(relayed);
  const client = await RawClient.connect(serving.port);
  for (let round = 0; round < 3; round++) {
    client.send(...numbers(0, 300).map((at) => (at === 200 ? call("crash", at) : call("echo", at, at))));
    assert.deepEqual(await seqids(client, 200), numbers(0, 200));
    assert.match(readException(await client.frame()).message, /worker ended: it ran crash$/);
    assert.deepEqual(await seqids(client, 99), numbers(201, 99));
  }
  client.destroy();
});

test("replies that are there do not wait for a call that takes long", async () => {
  await using serving = await keptServer(relayed);
  const client = await RawClient.connect(serving.port);
  const echoes = numbers(0, 300).map((at) => call("echo", at, at));
  client.send(...echoes, call("wait", 300), call("echo", 301, 1));
  assert.deepEqual(await seqids(client, 300), numbers(0, 300));
  client.destroy();
});

test("a call whose time is over is answered by itself: those before it have been, and those behind it are run", async () => {
  await using serving = await keptServer({ ...relayed, callTimeout: 1 });
  const client = await RawClient.connect(serving.port);
  client.send(...numbers(0, 200).map((at) => call("echo", at, at)));
  assert.deepEqual(await seqids(client, 200), numbers(0, 200));
  // One waits for nothing, and its worker answers; the other holds its worker, which is replaced.
  for (const slow of [call("wait", 240), call("block", 240, 60_000)]) {
    const before = numbers(200, 40).map((at) => call("echo", at, at));
    client.send(...before, slow, call("echo", 241, 1), call("echo", 242, 1));
    assert.deepEqual(await seqids(client, 40), numbers(200, 40));
    const late = readException(await client.frame());
    assert.deepEqual([late.seqid, /took longer than 1 s/.test(late.message)], [240, true], late.message);
    assert.deepEqual(await seqids(client, 2), [241, 242]);
  }
  client.destroy();
});

test("another client's call does not wait for all that one has sent", async () => {
  await using serving = await keptServer({ model: "nonblocking", workers: 1 });
  const [many, one] = [await RawClient.connect(serving.port), await RawClient.connect(serving.port)];
  many.send(...numbers(0, 300).map((at) => call("echo", at, at)));
  await seqids(many, 300);
  let answered = 0;
  many.send(...numbers(0, 1000).map((at) => call("block", at, 5)));
  const rest = seqids(many, 1).then(async () => {
    for (answered = 1; answered < 1000; answered++) await seqids(many, 1);
  });
  while (answered === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  one.send(call("echo", 1, 1));
  await seqids(one, 1);
  assert.ok(answered < 500, `after ${answered} calls of another client`);
  many.destroy();
  one.destroy();
  await rest.catch(() => {});
});
