// Limits of time hold for batches as for calls: from when a batch begins, whether it waits for a promise or holds its worker.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, type ServeOptions, serve } from "../../mod.ts";
import { service } from "./gathering.ts";

const handler = new URL("./gathering.ts", import.meta.url);
const tooLong = { type: 6, message: "deadline: Gathering.run took longer than 3 s" };

interface Seen {
  readonly doubled: number;
}

test("a batch that takes too long is answered, what waits behind it is run, and a worker that is held is replaced", async () => {
  await Promise.all([
    behaves({ model: "threadpool", workers: 1 }),
    behaves({ model: "processpool", workers: 1 }),
  ]);
});

async function behaves(options: ServeOptions): Promise<void> {
  const limits = { callTimeout: 3, shutdownTimeout: 5, logLevel: "fatal" } as const;
  await using server = await serve(handler, { port: 0, ...limits, ...options });
  const { port } = server.address as { port: number };
  const open = () => connect(service, { port, connectTimeout: 0, retries: 0 });
  const clients = await Promise.all(Array.from({ length: 6 }, open));
  const call = async (index: number, kind: string) =>
    ((await clients[index]!.call("run", index, kind)) as Seen).doubled;
  // Each takes most of what it may, one after the other: none of them is late, though the last ones wait for longer.
  const long = [0, 1, 2].map((index) => call(index, `long ${index}`));
  assert.deepEqual(await Promise.all(long), [0, 2, 4]);
  const late = assert.rejects(call(0, "late"), tooLong);
  const behind = call(1, "long 1");
  await late;
  assert.equal(await behind, 2);
  const held = assert.rejects(call(0, "hold"), tooLong);
  const others = [1, 2].map((index) => call(index, "").catch((error: Error) => error.message));
  await held;
  for (const other of await Promise.all(others))
    assert.ok(typeof other === "number" || /ended|too?k/.test(other));
  assert.equal(await call(3, ""), 6);
  for (const client of clients) client.close();
}
