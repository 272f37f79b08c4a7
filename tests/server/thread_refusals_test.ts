// A handler in a thread may not change what all of its program shares.
import assert from "node:assert/strict";
import { cwd } from "node:process";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { serve } from "../../src/server/serve.ts";

const skip = "deno" in process.versions && "Deno lets threads change the folder";

test("a thread's handler cannot leave the folder that its server is in", { skip }, async () => {
  const handler = new URL("./faulty.ts", import.meta.url);
  await using server = await serve(handler, { port: 0, model: "threadpool", workers: 1 });
  const { port } = server.address as { port: number };
  const before = cwd();
  await using client = await connect(new URL("./faulty.thrift", import.meta.url), { port });
  await assert.rejects(client.call("go", "leaveFolder"), /chdir/);
  assert.equal(cwd(), before);
});
