// Clients behind a proxy that says who they are, under every model, with TLS and without.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect as connectPlain, type Socket } from "node:net";
import { test } from "node:test";
import { connect as connectTls } from "node:tls";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { binaryMessage, frame, framedEcho, RawClient } from "../fixtures/raw_client.ts";
import { distinctModels, fewWorkers, type Serving, serveProbe, until } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";
import { describeUnless } from "../fixtures/unless.ts";
import { overIpv4, overIpv6, version1, version2 } from "./heads.ts";

const askPeer = frame(binaryMessage("peer"), [0]);
const ofClient = version2(1, 0x21, overIpv6);
const trusted = { proxyProtocol: ["127.0.0.0/8"] };

async function peerOf(client: RawClient): Promise<string | undefined> {
  return (await client.frame())?.toString("latin1");
}

for (const model of distinctModels) {
  test(`${model} names the client that a trusted proxy tells, and refuses a proxy without a head`, async () => {
    await using serving = await serveProbe({ model, ...fewWorkers(model), ...trusted });
    const { port, server } = serving;
    for (const [head, expected] of [
      [version1("TCP4", "192.0.2.7", "192.0.2.1", 4321, 9090), "192.0.2.7:4321"],
      [ofClient, "[2001:db8::7]:4321"],
      [version2(0, 0), undefined],
    ] as const) {
      const client = await RawClient.connect(port);
      const own = `127.0.0.1:${client.socket.localPort}`;
      client.send(head, askPeer);
      assert.ok((await peerOf(client))?.includes(expected ?? own), expected);
      client.send(askPeer);
      assert.ok((await peerOf(client))?.includes(expected ?? own), "and for later calls");
      client.destroy();
    }
    const slow = await RawClient.connect(port);
    for (const byte of [...ofClient, ...framedEcho]) slow.socket.write(Uint8Array.of(byte));
    assert.ok(await slow.frame());
    slow.destroy();
    const bare = await RawClient.connect(port);
    bare.send(framedEcho);
    await bare.closed();
    assert.equal(await bare.frame(), undefined);
    await until(() => server.refusals.proxyProtocol === 1, "it is counted");
  });
}

test("an address that is not listed may not say whose connection it is", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 0, proxyProtocol: ["192.0.2.1"] });
  const { refusals } = serving.server;
  for (const [count, head] of [ofClient, version1("TCP4", "192.0.2.7", "192.0.2.1", 1, 2)].entries()) {
    const client = await RawClient.connect(serving.port);
    client.send(head, askPeer);
    await until(() => refusals.malformed === count + 1, "it is refused");
    client.destroy();
  }
  assert.equal(refusals.proxyProtocol, 0);
  assert.equal(await (await serving.connect()).call("peer").then((peer) => /^127/.test(String(peer))), true);
});

for (const model of ["threadpool", "processpool", "nonblocking"] as const) {
  test(`${model}: after a reload the connection is still its client's`, async () => {
    await using serving = await serveProbe({ model, workers: 1, ...trusted });
    const [early, late] = [await RawClient.connect(serving.port), await RawClient.connect(serving.port)];
    early.send(ofClient, askPeer);
    assert.match((await peerOf(early))!, /2001:db8::7/);
    await serving.server.reload();
    early.send(askPeer);
    late.send(ofClient, askPeer);
    for (const client of [early, late]) {
      assert.match((await peerOf(client))!, /\[2001:db8::7\]:4321/);
      client.destroy();
    }
  });
}

test("simple and a full threadpool read the head of a client that had to wait; calls are counted for each client", async () => {
  for (const options of [
    { model: "simple" },
    { model: "threadpool", workers: 1, connectionsPerWorker: 1 },
  ] as const) {
    await using serving = await serveProbe({ ...options, ...trusted, maxCallsPerPeer: 1 });
    const first = await RawClient.connect(serving.port);
    first.send(version2(1, 0x11, overIpv4), framedEcho);
    assert.ok(await first.frame());
    const second = await RawClient.connect(serving.port);
    second.send(ofClient, askPeer);
    first.destroy();
    assert.match((await peerOf(second))!, /\[2001:db8::7\]:4321/, options.model);
    second.destroy();
  }
});

describeUnless(withoutOpenssl, "TLS behind a proxy", () => {
  const fixture = tlsFixture();

  async function behind(port: number, head: Uint8Array): Promise<RawClient> {
    const socket: Socket = connectPlain(port, "127.0.0.1");
    socket.write(head);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const ca = readFileSync(fixture.authority.cert);
    const secured = connectTls({ socket, ca, servername: "localhost" });
    await new Promise((resolve, reject) => secured.once("secureConnect", resolve).once("error", reject));
    return new RawClient(secured);
  }

  for (const model of ["nonblocking", "forking", "threadpool"] as const) {
    test(`${model} reads the head before the handshake`, async () => {
      await using serving: Serving = await serveProbe({
        ...{ model, ...fewWorkers(model), ...trusted, ...fixture.secured },
      });
      const client = await behind(serving.port, ofClient);
      client.send(askPeer);
      assert.match((await peerOf(client))!, /\[2001:db8::7\]:4321/);
      client.destroy();
      await assert.rejects(behind(serving.port, new Uint8Array(0)));
      await until(() => serving.server.refusals.proxyProtocol === 1, "it is counted");
    });
  }
});
