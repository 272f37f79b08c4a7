// TLS under every model: what is promised of plain connections holds for secured ones.
import assert from "node:assert/strict";
import { connect as connectPlain } from "node:net";
import { after, before, describe, test } from "node:test";
import { connectSocket } from "../../src/client/socket.ts";
import type { ServeOptions } from "../../src/server/options/options.ts";
import { type Certificate, Certificates, withoutOpenssl } from "../fixtures/certificates.ts";
import { binaryMessage, frame, i32, RawClient } from "../fixtures/raw_client.ts";
import { allModels, fewWorkers, serveProbe, until } from "../fixtures/serving.ts";

const stop = [0];
const field = (type: number, id: number) => [type, 0, id];

describe("TLS", { skip: withoutOpenssl }, () => {
  let certificates: Certificates;
  let authority: Certificate;
  let secured: ServeOptions;

  before(() => {
    certificates = new Certificates();
    authority = certificates.authority("authority");
    const server = certificates.server("server", authority);
    secured = { tlsCert: server.cert, tlsKey: server.key };
  });
  after(() => certificates.remove());

  const raw = async (port: number) =>
    new RawClient(await connectSocket({ port, tls: { ca: authority.cert } }));

  for (const model of allModels) {
    test(`${model} answers calls in every dialect, and tells the client's address`, async () => {
      await using serving = await serveProbe({ model, ...fewWorkers(model), ...secured });
      const known = await raw(serving.port);
      known.send(frame(binaryMessage("peer"), stop));
      const peer = `127.0.0.1:${known.socket.localPort}`;
      assert.ok((await known.frame())?.includes(peer), peer);
      known.destroy();
      for (const protocol of ["binary", "compact"] as const) {
        for (const transport of ["buffered", "framed"] as const) {
          const client = await serving.connect({ protocol, transport, tls: { ca: authority.cert } });
          assert.equal(await client.call("echo", 42), 42);
          assert.equal(await client.call("text", "żółć 🦆".repeat(50_000)), "żółć 🦆".repeat(50_000));
          client.close();
        }
      }
    });

    test(`${model} serves a client whose bytes come one at a time`, async () => {
      await using serving = await serveProbe({ model, ...fewWorkers(model), ...secured });
      const slow = await throughProxy(serving.port);
      try {
        const client = new RawClient(await connectSocket({ port: slow.port, tls: { ca: authority.cert } }));
        client.send(frame(binaryMessage("echo"), field(8, 1), [...i32(9)], stop));
        assert.deepEqual((await client.frame())?.subarray(-5), Buffer.from([...i32(9), 0]));
        client.destroy();
      } finally {
        slow.close();
      }
    });

    test(`${model} stops reading from a client that does not read its replies`, async () => {
      await using serving = await serveProbe({ model, ...fewWorkers(model), ...secured });
      const client = await raw(serving.port);
      client.socket.pause();
      const call = frame(binaryMessage("blob"), field(8, 1), [...i32(1_000_000)], stop);
      for (let i = 0; i < 60; i++) client.send(call);
      if (model !== "simple") {
        const other = await serving.connect({ tls: { ca: authority.cert } });
        assert.equal(await other.call("echo", 1), 1);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      client.socket.resume();
      for (let i = 0; i < 60; i++) {
        const body = await client.frame();
        assert.ok(body !== undefined && body.length > 1_000_000, `reply ${i}`);
      }
      client.destroy();
    });

    test(`${model} takes in no more calls than it can soon run`, async () => {
      await using serving = await serveProbe({ model, ...fewWorkers(model), ...secured });
      const client = await raw(serving.port);
      client.send(frame(binaryMessage("nap"), field(8, 1), [...i32(600)], stop));
      const size = 1_000_000;
      const head = [...binaryMessage("text"), ...field(11, 1), ...i32(size)];
      const call = Buffer.concat([
        i32(head.length + size + 1),
        Buffer.from(head),
        Buffer.alloc(size, "x"),
        Buffer.from(stop),
      ]);
      let sent = 0;
      for (let i = 0; i < 40; i++) client.socket.write(call, () => sent++);
      await client.frame();
      assert.ok(sent < 25, `${sent} of 40 MB were taken in while a call was at work`);
      for (let i = 0; i < 40; i++) assert.notEqual(await client.frame(), undefined, `reply ${i}`);
      client.destroy();
    });

    test(`${model} is not harmed by clients that reset, half-close, or leave in a handshake`, async () => {
      await using serving = await serveProbe({ model, ...fewWorkers(model), ...secured });
      const call = frame(binaryMessage("echo"), field(8, 1), [...i32(9)], stop);
      const resetter = await raw(serving.port);
      resetter.send(call, call.subarray(0, 9));
      await resetter.frame();
      resetter.socket.destroy();

      for (const bytes of [[], [0x16], [0x16, 0x03, 0x01, 0x00, 0x05, 1, 0, 0, 1, 9]]) {
        const leaver = await RawClient.connect(serving.port);
        if (bytes.length > 0) leaver.send(bytes);
        leaver.destroy();
      }

      const halfCloser = await raw(serving.port);
      halfCloser.send(call, call);
      halfCloser.socket.end();
      assert.notEqual(await halfCloser.frame(), undefined);
      assert.notEqual(await halfCloser.frame(), undefined);
      await halfCloser.closed();
      halfCloser.destroy();

      const next = await serving.connect({ tls: { ca: authority.cert } });
      assert.equal(await next.call("echo", 6), 6);
    });

    test(`${model} finishes the call at work when it is closed`, async () => {
      const serving = await serveProbe({ model, ...fewWorkers(model), ...secured });
      const client = await serving.connect({ tls: { ca: authority.cert } });
      await client.call("echo", 1);
      const call = client.call("nap", 200);
      await new Promise((resolve) => setTimeout(resolve, 60));
      await serving.server.close();
      assert.equal(typeof (await call), "number");
      await assert.rejects(client.call("echo", 1), { name: "ConnectionClosedError" });
    });

    test(`${model} cuts off a handshake that stalls, after its time, while others go on`, async () => {
      await using serving = await serveProbe({
        model,
        ...fewWorkers(model),
        ...secured,
        handshakeTimeout: 3,
      });
      const stalled: RawClient[] = [];
      for (const bytes of model === "simple"
        ? [[0x16]]
        : [[], [0x16], [0x16, 0x03, 0x01, 0x02, 0x00, 0x01]]) {
        const client = await RawClient.connect(serving.port);
        if (bytes.length > 0) client.send(bytes);
        stalled.push(client);
      }
      const closed = Promise.all(stalled.map((each) => each.closed()));
      let over = false;
      void closed.then(() => {
        over = true;
      });
      const client = await serving.connect({ tls: { ca: authority.cert } });
      assert.equal(await client.call("echo", 1), 1);
      if (model !== "simple") assert.equal(over, false, "others did not have to wait for it");
      await closed;
      assert.equal(await client.call("echo", 2), 2);
      for (const each of stalled) each.destroy();
    });

    test(`${model} serves both kinds of client on one port when TLS is optional`, async () => {
      await using serving = await serveProbe({
        model,
        ...fewWorkers(model),
        ...secured,
        tlsOptional: true,
        handshakeTimeout: 0.3,
      });
      const plain = await serving.connect();
      if (model !== "simple") {
        // A plain client may be silent for longer than a handshake may take.
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      assert.equal(await plain.call("echo", 1), 1);
      if (model === "simple") plain.close();
      const text = "x".repeat(200_000);
      // On a busy machine a handshake may take longer than it may here.
      let answer: unknown;
      const isAnswered = async () => {
        try {
          answer = await (await serving.connect({ tls: { ca: authority.cert } })).call("text", text);
        } catch {
          return false;
        }
        return true;
      };
      await until(isAnswered, "a client of TLS is answered");
      assert.equal(answer, text);
      if (model !== "simple") assert.equal(await plain.call("echo", 2), 2);
    });
  }

  for (const model of ["forking", "processpool", "threadpool"] as const) {
    test(`${model} serves 40 clients at once`, async () => {
      await using serving = await serveProbe({ model, ...fewWorkers(model), ...secured });
      const clients = await Promise.all(
        Array.from({ length: 40 }, () => serving.connect({ tls: { ca: authority.cert } })),
      );
      for (let round = 0; round < 3; round++) {
        const answers = await Promise.all(clients.map((client, index) => client.call("echo", index + round)));
        assert.deepEqual(
          answers,
          clients.map((_, index) => index + round),
        );
      }
      for (const client of clients) client.close();
      // Each process of forking ends with its connection: only spares are left.
      if (model === "forking") await until(() => serving.server.workers <= 3, "the processes have ended");
    });
  }
});

/** What goes through it arrives in pieces of one byte, at first: a whole handshake would take too long. */
async function throughProxy(port: number): Promise<{ readonly port: number; close(): void }> {
  const { createServer } = await import("node:net");
  const server = createServer({ noDelay: true }, (near) => {
    const far = connectPlain({ port, host: "127.0.0.1", noDelay: true });
    let single = 12;
    let sending = Promise.resolve();
    near.on("data", (chunk) => {
      sending = sending.then(async () => {
        let at = 0;
        for (; at < chunk.length && single > 0; at++, single--) {
          far.write(chunk.subarray(at, at + 1));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        if (at < chunk.length) far.write(chunk.subarray(at));
      });
    });
    far.on("data", (chunk) => near.write(chunk));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("close", () => other.destroy());
      one.on("error", () => {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}
