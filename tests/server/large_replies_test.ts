// A reply that goes out in pieces keeps nobody waiting: the next call of its connection is read when it is out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allModels, fewWorkers, serveProbe } from "./serving.ts";

/** More than a piece, and more left of it than a client may leave unread. */
const size = 1_400_000;

for (const model of allModels) {
  test(`a call after a large reply is answered: ${model}`, async () => {
    await using serving = await serveProbe({ model, ...fewWorkers(model) });
    const client = await serving.connect();
    const late = setTimeout(() => client.close(), 10_000); // and the call that waits fails
    for (let round = 1; round <= 3; round++) {
      assert.equal(((await client.call("blob", size * round)) as Uint8Array).length, size * round);
      assert.equal(await client.call("echo", round), round);
    }
    clearTimeout(late);
  });
}
