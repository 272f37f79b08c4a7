// Servers of a program's own end in time, and the program lives on, whatever their workers are doing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { resolveService } from "../../src/schema/service.ts";
import { serve } from "../../src/server/serve.ts";
import { allModels, oneWorker, serveProbe } from "../fixtures/serving.ts";
import { sideBySide } from "../fixtures/side_by_side.ts";

test("close() resolves though a call holds its worker, and its client is told", () =>
  sideBySide(["threaded", "threadpool", "nonblocking", "processpool"], async (model) => {
    const workers = model === "threaded" ? { spares: 1 } : { workers: 1 };
    const { server, connect: open } = await serveProbe({ model, shutdownTimeout: 0.2, ...workers });
    const client = await open();
    assert.equal(await client.call("echo", 1), 1);
    const held = client.call("block", blocked);
    held.catch(() => {});
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close();
    assert.ok(performance.now() - began < blocked, "close() did not wait for the call");
    await assert.rejects(held, { name: "ConnectionClosedError" });
    // The thread looks up from its call, and ends, while another server runs.
    await using another = await serveProbe({ model, ...workers });
    const next = await another.connect();
    for (let call = 0; performance.now() - began < blocked + 500; call++) {
      assert.equal(await next.call("echo", call), call);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }));

/** Milliseconds: a busy machine needs two of them to end a server. */
const blocked = 6000;

for (const model of allModels) {
  test(`${model}: close() resolves though the handler's close hangs`, async () => {
    const handler = new URL("../cli/handlers/hooked.ts", import.meta.url);
    const background = resolveService(loadIdl(new URL("../cli/handlers/background.thrift", import.meta.url)));
    process.env.HOOKED_CLOSE = "hang";
    try {
      const options = {
        model,
        port: 0,
        shutdownTimeout: 0.2,
        logLevel: "fatal",
        ...oneWorker(model),
      } as const;
      const server = await serve(handler, options);
      const client = await connect(background, { port: (server.address as { port: number }).port });
      assert.equal(await client.call("echo", 1), 1);
      client.close();
      const began = performance.now();
      await server.close();
      assert.ok(performance.now() - began < 10_000, `it took ${performance.now() - began} ms`);
    } finally {
      delete process.env.HOOKED_CLOSE;
    }
  });
}
