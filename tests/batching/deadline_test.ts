// A batch's deadline counts from a call's arrival at the server, wherever the call waits for a worker.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { connect, type ServeOptions, type Server, serve } from "../../mod.ts";
import { settlesWithin } from "../../src/server/within.ts";
import { writeModules } from "../handler/modules.ts";

const service = "service Waiting { i32 one(1: i32 milliseconds) }";

const handler = `
export const service = "${service}";
export const batch = { one: { maxSize: 4, deadline: 500, key: ([milliseconds]) => milliseconds } };
export default {
  async one(calls) {
    const times = calls.map((call) => call.arguments[0]);
    await new Promise((resolve) => setTimeout(resolve, Math.max(...times)));
    return times;
  },
};`;

test("a call that has waited in a queue for longer than its deadline is refused, under every model, and later ones are answered", async () => {
  using modules = writeModules({ "handler.mjs": handler });
  const file = join(modules.folder, "handler.mjs");
  const serving = (options: ServeOptions) => serve(file, { port: 0, logLevel: "fatal", ...options });
  // All have started before times are looked at: threads that start hold up Deno's event loop.
  const servers = await Promise.all([
    serving({ model: "nonblocking", workers: 1 }),
    serving({ model: "nonblocking", workers: 0 }),
    serving({ model: "processpool", workers: 1 }),
    serving({ model: "processpool", workers: 1, queueTimeout: 60 }),
  ]);
  await Promise.all(servers.map(behaves));
});

async function behaves(given: Server): Promise<void> {
  await using server = given;
  const { port } = server.address as { port: number };
  const open = () => connect(service, { port, connectTimeout: 0, retries: 0 });
  await using first = await open();
  await using second = await open();
  assert.deepEqual(await Promise.all([first.call("one", 1), second.call("one", 2)]), [1, 2]);
  const long = first.call("one", 1500);
  await new Promise((resolve) => setTimeout(resolve, 100)); // that one is there before
  const behind = assert.rejects(second.call("one", 3), /Waiting.one has waited for longer than it may/);
  const [time] = await Promise.all([long, behind]);
  assert.equal(time, 1500);
  assert.equal(await second.call("one", 4), 4);
  // All of a batch are answered before it ends: its worker goes on with others' calls.
  await using hasty = await connect(service, { port, connectTimeout: 0, retries: 0, transport: "header" });
  const late = hasty.with({ headers: { client_timeout: "50" } }).call("one", 200);
  await assert.rejects(late, /deadline: /);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(await settlesWithin(first.call("one", 5), 20_000), "a call after it is answered");
}
