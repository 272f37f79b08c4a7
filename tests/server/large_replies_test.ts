// A reply that goes out in pieces keeps nobody waiting, and reaches whom it is for as it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keptProbe } from "../fixtures/kept_server.ts";
import { binaryMessage, frame, i32, RawClient } from "../fixtures/raw_client.ts";
import { distinctModels, oneWorker, serveProbe } from "../fixtures/serving.ts";

/** More than a piece, and more left of it than a client may leave unread. */
const size = 1_400_000;

/** As the probe's blobs are. */
const isAllSevens = (blob: Uint8Array) => Buffer.alloc(blob.length, 7).equals(blob);

const keptServer = keptProbe();

for (const model of distinctModels) {
  test(`a call after a large reply is answered: ${model}`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const client = await serving.connect();
    const late = setTimeout(() => client.close(), 10_000); // and the call that waits fails
    for (let round = 1; round <= 3; round++) {
      assert.equal(((await client.call("blob", size * round)) as Uint8Array).length, size * round);
      assert.equal(await client.call("echo", round), round);
    }
    clearTimeout(late);
  });

  // A connection waits for the one before it under simple.
  if (model === "simple") continue;
  test(`replies that nobody reads stay as they are while others are answered: ${model}`, async () => {
    await using serving = await keptServer({ model, ...oneWorker(model) });
    const slow = await Promise.all([RawClient.connect(serving.port), RawClient.connect(serving.port)]);
    for (const client of slow) {
      client.socket.pause();
      client.send(frame(binaryMessage("blob"), [8, 0, 1], [...i32(4 * size)], [0]));
    }
    const other = await serving.connect();
    for (let round = 0; round < 50; round++) {
      const text = `${round}`.repeat(20_000);
      assert.equal(await other.call("text", text), text);
    }
    for (const client of slow) {
      client.socket.resume();
      const body = (await client.frame())!;
      const value = body.subarray(-4 * size - 1, -1);
      assert.equal(value.length, 4 * size);
      assert.ok(isAllSevens(value));
      client.destroy();
    }
  });
}

for (const transport of ["buffered", "framed", "header", "zlib"] as const) {
  test(`replies of every size come back from a thread as they are: ${transport}`, async () => {
    await using serving = await keptServer({ model: "nonblocking", workers: 1 });
    const client = await serving.connect({ transport });
    // What fits into a slot of the shared memory, into a block, and into neither.
    for (const length of [0, 3000, 100_000, 262_000, 262_144, 400_000, 2_000_000, 10]) {
      const text = "0123456789".repeat(length / 10);
      assert.equal(await client.call("text", text), text);
    }
  });
}

for (const workers of [0, 1]) {
  test(`others are answered while a large reply is deflated, with ${workers} workers`, async () => {
    await using serving = await serveProbe({ model: "nonblocking", workers });
    const [zlib, other] = [await serving.connect({ transport: "zlib" }), await serving.connect()];
    let isDone = false;
    const calls = [30_000_000, 10, 200_000, 1_000_000].map((length) => zlib.call("blob", length));
    const all = Promise.all(calls).finally(() => {
      isDone = true;
    });
    let answered = 0;
    for (; !isDone; answered++) assert.equal(await other.call("echo", answered), answered);
    assert.ok(answered > 50, `${answered} calls`);
    for (const blob of (await all) as Uint8Array[]) assert.ok(isAllSevens(blob));
  });
}
