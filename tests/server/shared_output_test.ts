// The output that all connections of an event loop share: whatever happens in the middle of one client's turn, another
// gets nothing of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "../../src/server/serve.ts";
import { binaryMessage, frame, i32, RawClient } from "../fixtures/raw_client.ts";

test("a call that ends the server while replies of its client wait to be sent gives no other client anything of them", async () => {
  const server = await serve(new URL("./quitting.ts", import.meta.url), { port: 0, workers: 0 });
  const port = "port" in server.address ? server.address.port : 0;
  const asked = new Promise<void>((resolve) =>
    process.once("quitting" as "exit", () => {
      void server.close(); // in the middle of the call
      resolve();
    }),
  );
  const caller = await RawClient.connect(port);
  const other = await RawClient.connect(port);
  try {
    other.send(Buffer.from("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"));
    assert.match(String(await other.unframed(20)), /^HTTP\/1\.1 200 /);
    // A request that has begun is answered when the server ends.
    other.send(
      Buffer.from(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-thrift\r\nContent-Length: 100\r\n\r\n\x80",
      ),
    );
    caller.send(frame(binaryMessage("text"), [8, 0, 1], [...i32(60)], [0]));
    const first = await caller.frame();
    assert.ok(first?.includes("x".repeat(60)));
    caller.send(
      frame(binaryMessage("text", 1, 2), [8, 0, 1], [...i32(60)], [0]),
      frame(binaryMessage("quit", 1, 3), [0]),
    );
    await asked;
    assert.ok((await caller.frame())?.includes("x".repeat(60)));
    assert.ok((await caller.frame())?.includes("quit"));
    await other.closed();
    assert.match(other.received.toString("latin1"), /^HTTP\/1\.1 503 /);
    assert.doesNotMatch(other.received.toString("latin1"), /xxx/);
  } finally {
    caller.destroy();
    other.destroy();
    await server.close();
  }
});
