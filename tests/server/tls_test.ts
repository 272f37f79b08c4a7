// TLS under every model: what is promised of plain connections holds for secured ones.
import assert from "node:assert/strict";
import { connect as connectPlain } from "node:net";
import { test } from "node:test";
import { connectSocket } from "../../src/client/socket.ts";
import type { ModelName } from "../../src/server/models.ts";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { keptProbe } from "../fixtures/kept_server.ts";
import { binaryMessage, frame, i32, RawClient } from "../fixtures/raw_client.ts";
import {
  allModels,
  distinctModels,
  oneWorker,
  type Serving,
  serveProbe,
  until,
} from "../fixtures/serving.ts";
import { sideBySide } from "../fixtures/side_by_side.ts";
import { assertAnsweredLate, assertFewTakenIn } from "../fixtures/slow_readers.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";

const stop = [0];
const field = (type: number, id: number) => [type, 0, id];

/** Clients at a time. Each client of forking is a process, whose start is all that takes time. */
const crowds = { forking: 6, processpool: 40, threadpool: 40 } as const;

describeUnless(withoutOpenssl, "TLS", () => {
  const fixture = tlsFixture();
  const keptServer = keptProbe();
  /** One server for all tests of a model, in which no handshake is ended for its time. */
  const secured = async (model: ModelName) =>
    await keptServer({ model, ...oneWorker(model), ...fixture.secured, handshakeTimeout: 600 });

  const raw = async (port: number) => new RawClient(await connectSocket({ port, ...fixture.trusting }));

  for (const model of allModels) {
    test(`${model} answers calls in every dialect, and tells the client's address`, async () => {
      await using serving = await secured(model);
      const known = await raw(serving.port);
      known.send(frame(binaryMessage("peer"), stop));
      const peer = `127.0.0.1:${known.socket.localPort}`;
      assert.ok((await known.frame())?.includes(peer), peer);
      known.destroy();
      const text = "żółć 🦆".repeat(50_000);
      for (const [protocol, transport] of [
        ["binary", "buffered"],
        ["compact", "framed"],
      ] as const) {
        const client = await serving.connect({ protocol, transport, ...fixture.trusting });
        assert.equal(await client.call("echo", 42), 42);
        assert.equal(await client.call("text", text), text);
        client.close();
      }
    });

    test(`${model} is not harmed by clients that reset, half-close, or leave in a handshake`, async () => {
      await using serving = await secured(model);
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

      const next = await serving.connect(fixture.trusting);
      assert.equal(await next.call("echo", 6), 6);
    });

    if (model !== "simple") {
      test(`${model} has nobody wait for handshakes that stall`, async () => {
        await using serving = await secured(model);
        const stalled = await stall(serving.port, [[], [0x16], beginning]);
        const client = await serving.connect(fixture.trusting);
        assert.equal(await client.call("echo", 1), 1);
        for (const each of stalled) each.destroy();
      });
    }

    const count = crowds[model as keyof typeof crowds];
    if (count !== undefined) {
      test(`${model} serves ${count} clients at once`, async () => {
        await using serving = await secured(model);
        const clients = await Promise.all(
          Array.from({ length: count }, () => serving.connect(fixture.trusting)),
        );
        for (let round = 0; round < 3; round++) {
          const calls = clients.map((client, index) => client.call("echo", index + round));
          assert.deepEqual(
            await Promise.all(calls),
            clients.map((_, index) => index + round),
          );
        }
        for (const client of clients) client.close();
        // Each process of forking ends with its connection: only spares are left.
        if (model === "forking") await until(() => serving.server.workers <= 3, "the processes have ended");
      });
    }

    // The last of its server's.
    test(`${model} finishes the call at work when it is closed`, async () => {
      await using serving = await secured(model);
      const client = await raw(serving.port);
      const call = (method: string, value: number) =>
        frame(binaryMessage(method), field(8, 1), [...i32(value)], stop);
      // In one record: the server that has answered the first has the other.
      client.send(call("echo", 1), call("nap", 200));
      await client.frame();
      await new Promise((resolve) => setTimeout(resolve, 60));
      await serving.server.close();
      assert.equal((await client.frame())?.readUInt32BE(), 0x80010002, "a reply");
      await client.closed();
      client.destroy();
    });
  }

  for (const model of distinctModels) {
    test(`${model} serves a client whose bytes come one at a time`, async () => {
      await using serving = await secured(model);
      const slow = await throughProxy(serving.port);
      try {
        const client = new RawClient(await connectSocket({ port: slow.port, ...fixture.trusting }));
        client.send(frame(binaryMessage("echo"), field(8, 1), [...i32(9)], stop));
        assert.deepEqual((await client.frame())?.subarray(-5), Buffer.from([...i32(9), 0]));
        client.destroy();
      } finally {
        slow.close();
      }
    });

    test(`${model} stops reading from a client that does not read its replies`, async () => {
      await using serving = await secured(model);
      const client = await raw(serving.port);
      await assertAnsweredLate(client, async () => {
        if (model === "simple") return;
        const other = await serving.connect(fixture.trusting);
        assert.equal(await other.call("echo", 1), 1);
      });
      client.destroy();
    });

    test(`${model} takes in no more calls than it can soon run`, async () => {
      await using serving = await secured(model);
      const client = await raw(serving.port);
      await assertFewTakenIn(client, 600, "text", 1);
      client.destroy();
    });
  }

  test("a handshake that stalls is cut off after its time, and the next client is served", () =>
    sideBySide(allModels, async (model) => {
      await using serving = await serveProbe({
        model,
        ...oneWorker(model),
        ...fixture.secured,
        handshakeTimeout: 1,
      });
      const began = performance.now();
      const stalled = await stall(serving.port, model === "simple" ? [[0x16]] : [[], [0x16], beginning]);
      await Promise.all(stalled.map((each) => each.closed()));
      assert.ok(performance.now() - began >= 950, "they had their time");
      await until(() => isAnswered(serving, 2), "a client of TLS is answered");
      for (const each of stalled) each.destroy();
    }));

  // Where connections live: on the server's event loop, one at a time or many, and in a process.
  test("both kinds of client are served on one port when TLS is optional", () =>
    sideBySide(["simple", "threadpool", "processpool"], async (model) => {
      await using serving = await serveProbe({
        model,
        ...oneWorker(model),
        ...fixture.secured,
        tlsOptional: true,
        handshakeTimeout: 2,
      });
      const plain = await serving.connect();
      // A plain client may be silent for longer than a handshake may take.
      await new Promise((resolve) => setTimeout(resolve, 2500));
      assert.equal(await plain.call("echo", 1), 1);
      if (model === "simple") plain.close();
      await until(() => isAnswered(serving, "x".repeat(200_000)), "a client of TLS is answered");
      if (model !== "simple") assert.equal(await plain.call("echo", 2), 2);
    }));

  /** Whether a new client is, with the same: on a busy machine its handshake may take longer than it may. */
  async function isAnswered(serving: Serving, value: number | string): Promise<boolean> {
    let answer: unknown;
    try {
      const client = await serving.connect(fixture.trusting);
      answer = await client.call(typeof value === "number" ? "echo" : "text", value);
    } catch {
      return false;
    }
    assert.equal(answer, value);
    return true;
  }
});

/** The beginning of a TLS record. */
const beginning = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01];

/** Clients that say no more than this. */
async function stall(port: number, beginnings: readonly (readonly number[])[]): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (const bytes of beginnings) {
    const client = await RawClient.connect(port);
    if (bytes.length > 0) client.send(bytes);
    clients.push(client);
  }
  return clients;
}

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
