// Several servers share a port: each gets its part of the connections, one ends while the other serves on, and who does
// not share is told so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/client/client.ts";
import type { ServeOptions, Server } from "../../src/server/options/options.ts";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { places, probe, type Serving, serveProbe } from "../fixtures/serving.ts";
import { sideBySide } from "../fixtures/side_by_side.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";

const onLinux = process.platform === "linux" ? false : "Linux alone divides the connections of a port";

const accepted = async ({ server }: Serving) => (await server.status()).connections.total;

/** Calls by connections of their own, one after the other, until both servers have had some. */
async function callBoth(one: Serving, other: Serving, options: object = {}): Promise<void> {
  for (let calls = 0; (await accepted(one)) === 0 || (await accepted(other)) === 0; calls++) {
    assert.ok(calls < 200, "the system gives both their part");
    await call(one.port, options);
  }
}

async function call(port: number, options: object = {}): Promise<void> {
  const client = await connect(probe, { port, connectTimeout: 0, retries: 0, ...options });
  assert.equal(await client.call("echo", 5).finally(() => client.close()), 5);
}

describeUnless(onLinux, "servers with reusePort", () => {
  const tls = tlsFixture();

  test("share a port wherever connections live, and one that does not share is refused it", () =>
    sideBySide(places, async (_, options: ServeOptions) => {
      await using one = await serveProbe({ ...options, reusePort: true });
      await using other = await serveProbe({ ...options, reusePort: true, port: one.port });
      await callBoth(one, other);
      const message = `cannot listen on 127.0.0.1:${one.port}: another program listens there`;
      await assert.rejects(serveProbe({ ...places.inline, port: one.port }), { message });
    }));

  test("share a port with TLS", { skip: withoutOpenssl }, async () => {
    const options = { ...places.inline, ...tls.secured, reusePort: true };
    await using one = await serveProbe(options);
    await using other = await serveProbe({ ...options, port: one.port });
    await callBoth(one, other, { host: "localhost", ...tls.trusting });
  });

  test("tell of one that listens there and does not share", async () => {
    await using plain = await serveProbe(places.inline);
    await assert.rejects(serveProbe({ ...places.inline, port: plain.port, reusePort: true }), {
      name: "ListenError",
      message: `cannot listen on 127.0.0.1:${plain.port}: another program listens there that does not share the port: each has to be started with reusePort, by the same user`,
    });
  });

  const isNode = !("bun" in process.versions) && !("deno" in process.versions);
  const skip = isNode ? "Node cannot ask the system to begin no more connections" : false;
  test("lose no call when one of them ends", { skip }, async () => {
    await using one = await serveProbe({ ...places.inline, reusePort: true });
    await using other = await serveProbe({ ...places.inline, reusePort: true, port: one.port });
    await callBoth(one, other);
    let ended = false;
    const closed = one.server.close().then(() => {
      ended = true;
    });
    for (let calls = 0; !ended || calls < 20; calls++) await call(one.port);
    await closed;
  });
});

test("reusePort is for TCP alone", async () => {
  const refused: Promise<Server> = serveProbe({ unix: "@none", reusePort: true }).then(
    ({ server }) => server,
  );
  await assert.rejects(refused, {
    name: "OptionsError",
    message: /^reusePort is for TCP; the server is to listen on none$/,
  });
});
