// Workers that have served long enough are replaced while clients call, and no call fails for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { type Serving, seen, serveProbe, until } from "../fixtures/serving.ts";

const ways: readonly ServeOptions[] = [
  { model: "threadpool", workers: 2, maxCalls: 5, maxCallsJitter: 3 },
  { model: "nonblocking", workers: 2, maxCalls: 5 },
  { model: "processpool", workers: 2, maxCalls: 5 },
  { model: "threadpool", workers: 1, maxAge: 0.3 },
  { model: "processpool", workers: 1, maxMemory: 1 },
];

for (const options of ways) {
  const { model, workers, ...limits } = options;
  test(`${model}: with ${Object.keys(limits).join(" and ")} new workers take the place of others, and no call fails`, async () => {
    await using serving = await serveProbe({ ...options, shutdownTimeout: 1 });
    const { server } = serving;
    const ids = new Set<number>();
    const state = { over: false };
    const calling = Promise.all([callAgain(serving, state, ids), callAgain(serving, state, ids)]);
    calling.catch(() => {
      state.over = true;
    });
    await until(() => ids.size >= 4 || state.over, "several workers have served");
    state.over = true;
    await calling;
    assert.equal(server.workers, workers);
  });
}

async function callAgain(serving: Serving, state: { over: boolean }, ids: Set<number>): Promise<void> {
  while (!state.over) {
    const client = await serving.connect({ retries: 0 });
    ids.add((await seen(client)).worker);
    client.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
