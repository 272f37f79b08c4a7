// The end of a socket that listens: connections that the system has begun are accepted, and it begins no more.
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { loadRuntime, runtime } from "../../src/runtime/current.ts";
import type { Accepted, ListenOptions } from "../../src/runtime/runtime.ts";
import { until } from "../fixtures/serving.ts";

await loadRuntime();

const skip =
  runtime.name === "node"
    ? "Node cannot ask the system for it"
    : process.platform === "linux"
      ? false
      : "only Linux can";

for (const [host, use] of [
  ["127.0.0.1", "here"],
  ["0.0.0.0", "process"],
] as const) {
  test(`on ${host}, connections used ${use}: the system begins no more, and who had begun is accepted`, {
    skip,
  }, async () => {
    const accepted: Accepted[] = [];
    const options: ListenOptions = {
      at: { host, port: 0, ipv6Only: false },
      ...{ backlog: 16, use, tls: false },
      lost: () => {},
      failed: () => {},
    };
    const listener = await runtime.listen(options, (one) => accepted.push(one));
    const { port } = listener.address as { port: number };
    const before = connected(port);
    await until(() => accepted.length === 1, "the first is accepted");
    assert.equal(listener.endHandshakes?.(), true);
    const after = connected(port);
    await new Promise((resolve) => setTimeout(resolve, 100)); // it would be accepted long before
    assert.equal(after.events, "");
    assert.equal(accepted.length, 1);
    void listener.close();
    await until(() => after.events !== "", "the other has heard");
    assert.equal(after.events, "ECONNREFUSED");
    assert.equal(before.events, "connect");
    before.socket.destroy();
    accepted[0]!.close();
  });
}

/** A client, and the events that it has had. */
function connected(port: number): { readonly socket: Socket; events: string } {
  const client = { socket: connect(port, "127.0.0.1"), events: "" };
  client.socket.on("connect", () => (client.events += "connect"));
  client.socket.on("error", (error: NodeJS.ErrnoException) => (client.events += error.code));
  return client;
}
