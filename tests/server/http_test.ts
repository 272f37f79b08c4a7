// HTTP and WebSocket under every model, called by the clients that the runtimes bring.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keptProbe } from "../fixtures/kept_server.ts";
import { RawClient } from "../fixtures/raw_client.ts";
import { allModels, distinctModels, oneWorker, serveProbe, until } from "../fixtures/serving.ts";
import { ask, oneConnection, probeCall, probeReply, Socketed } from "./http_probe.ts";

const allowOrigin = ["https://app.example"];
const keptServer = keptProbe();

for (const model of distinctModels) {
  test(`${model} answers HTTP on connections that stay open, and pages that are allowed`, async () => {
    await using serving = await keptServer({ model, allowOrigin, ...oneWorker(model) });
    const agent = oneConnection();
    try {
      const call = async (name: string, ...args: readonly unknown[]) => {
        const body = probeCall(name, ...args);
        const answer = await ask(serving.port, agent, { body, headers: { "X-Who": "me" } });
        return { ...answer, result: probeReply(name, answer.body) };
      };
      const first = await call("echo", 42);
      assert.deepEqual(
        [first.status, first.result, first.headers["content-type"]],
        [200, 42, "application/x-thrift"],
      );
      const second = await call("header", "x-who");
      assert.deepEqual([second.result, second.headers["x-answered"], second.from], ["me", "me", first.from]);
      const large = await call("blob", 1_000_000);
      assert.equal((large.result as Uint8Array).length, 1_000_000);
      const health = await ask(serving.port, agent, { path: "/healthz" });
      assert.deepEqual([health.status, health.body.toString(), health.from], [200, "ok\n", first.from]);
      assert.equal((await ask(serving.port, agent, { path: "/readyz" })).status, 200);
      assert.equal((await ask(serving.port, agent, { path: "/" })).status, 405);
      assert.equal((await call("text", "after all that")).result, "after all that");
      const ofPage = {
        body: probeCall("header", "x-who"),
        headers: { Origin: allowOrigin[0]!, "X-Who": "us" },
      };
      const { headers, body } = await ask(serving.port, agent, ofPage);
      assert.equal(probeReply("header", body), "us");
      assert.deepEqual(
        [headers["access-control-allow-origin"], headers["access-control-expose-headers"]],
        [allowOrigin[0], "x-answered"],
      );
    } finally {
      agent.destroy();
    }
    const elsewhere = { Origin: "https://evil.example" };
    const { status } = await ask(serving.port, undefined, {
      body: probeCall("echo", 1),
      headers: elsewhere,
    });
    assert.equal(status, 403);
    await until(() => serving.server.refusals.wrongOrigin === 1, "it is counted");
  });

  test(`${model} answers a oneway call over HTTP before its handler runs`, async () => {
    await using serving = await keptServer({ model, allowOrigin, ...oneWorker(model) });
    const agent = oneConnection();
    try {
      const post = (name: string, ...args: readonly unknown[]) =>
        ask(serving.port, agent, { body: probeCall(name, ...args) });
      await post("echo", 1); // the worker is there
      const isAnsweredBefore = async () => {
        const began = performance.now();
        const { status, body } = await post("tellLater", 5, 500);
        assert.deepEqual([status, body.length], [200, 0]);
        return performance.now() - began < 500; // a busy machine may be late once
      };
      await until(isAnsweredBefore, "a call is answered before its handler has run");
      const told = await post("toldLater"); // the connection's next call waits for the one at work
      assert.deepEqual((probeReply("toldLater", told.body) as number[]).at(-1), 5);
    } finally {
      agent.destroy();
    }
  });
}

for (const model of allModels) {
  test(`${model} answers WebSocket, and tells its clients when it ends`, async () => {
    await using serving = await keptServer({ model, allowOrigin, ...oneWorker(model) });
    const socket = await Socketed.open(serving.port);
    assert.equal(await socket.call("echo", 7), 7);
    const text = "🦆".repeat(50_000);
    assert.equal(await socket.call("text", text), text);
    socket.send(probeCall("tellLater", 3, 0)); // oneway: no message comes for it
    assert.equal(((await socket.call("toldLater")) as number[]).at(-1), 3);
    await serving.server.close();
    assert.equal((await socket.ended()).code, 1001);
  });
}

test("what a client did wrong over HTTP is its own trouble: others are served on", async () => {
  await using serving = await keptServer({ workers: 1, maxHttpBodySize: 1000 });
  const status = async (body: Uint8Array) => (await ask(serving.port, undefined, { body })).status;
  assert.equal(await status(new Uint8Array(50)), 400);
  assert.equal(await status(probeCall("echo", 1).subarray(0, 10)), 400);
  assert.equal(await status(new Uint8Array(1001)), 413);
  // The arguments are no struct that can be read: found by the worker, when the call is at work.
  assert.equal(
    await status(Uint8Array.from([...probeCall("echo", 1).subarray(0, 16), 8, 0, 1, 0, 0, 0, 1])),
    400,
  );
  const unknown = await ask(serving.port, undefined, {
    body: Uint8Array.from(probeCall("echo", 1)).fill(0x7a, 8, 12),
  });
  assert.equal(unknown.status, 200);
  assert.throws(() => probeReply("echo", unknown.body), /Invalid method name: 'zzzz'/);
  assert.equal(await status(probeCall("echo", 1)), 200);
});

test("a client that goes on sending a body that was refused gets to read why", async () => {
  await using serving = await keptServer({ workers: 1, maxHttpBodySize: 1000 });
  const client = await RawClient.connect(serving.port);
  const chunks: Buffer[] = [];
  client.socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  client.send(Buffer.from("POST / HTTP/1.1\r\nContent-Length: 8000000\r\n\r\n"));
  for (let i = 0; i < 80; i++) client.send(new Uint8Array(100_000));
  client.socket.end();
  await client.closed();
  assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 413 /);
  client.destroy();
});

test("an HTTP client of a server that takes framed calls only is told so, and health all the same", async () => {
  await using serving = await serveProbe({ workers: 1, transport: "framed" });
  const refused = await ask(serving.port, undefined, { body: probeCall("echo", 1) });
  assert.equal(refused.status, 403);
  assert.equal(refused.body.toString(), "the client speaks http, this server takes framed only\n");
  assert.equal((await ask(serving.port, undefined, { path: "/readyz" })).status, 200);
  const client = await serving.connect({ transport: "framed" });
  assert.equal(await client.call("echo", 1), 1);
});

test("headers that would end a response early, or are not the handler's, are an error of the handler", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const set = async (name: string, value: string) => {
    const { headers, body } = await ask(serving.port, undefined, {
      body: probeCall("setHeader", name, value),
    });
    return { headers, answer: () => probeReply("setHeader", body) };
  };
  const split = await set("X-Fine", "a\r\nX-Evil: 1");
  assert.throws(
    split.answer,
    /setHeader: the value of X-Fine is "a\\r\\nX-Evil: 1"; expected text on one line/,
  );
  assert.equal(split.headers["x-evil"], undefined);
  assert.throws((await set("a b", "c")).answer, /"a b" cannot be a header's name/);
  assert.throws(
    (await set("Content-Length", "3")).answer,
    /Content-Length is written by the transport itself/,
  );
  assert.equal((await set("X-Fine", "yes")).headers["x-fine"], "yes");
});

test("a request that has only begun to come when the server ends is answered with 503", async () => {
  await using serving = await serveProbe({ workers: 1 });
  const client = await RawClient.connect(serving.port);
  const chunks: Buffer[] = [];
  client.socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // The first is answered once all that was sent with it has been read.
  client.send(Buffer.from("GET /readyz HTTP/1.1\r\n\r\nGET /readyz HT"));
  while (chunks.length === 0) await new Promise((resolve) => client.socket.once("data", resolve));
  await serving.server.close();
  await client.closed();
  assert.match(
    Buffer.concat(chunks).toString(),
    /^HTTP\/1\.1 200 OK\r\n[\s\S]*HTTP\/1\.1 503 Service Unavailable\r\n/,
  );
  client.destroy();
});

test("calls that come over one WebSocket run at once with pipeline", async () => {
  await using serving = await serveProbe({ workers: 1, concurrency: 2, pipeline: 2 });
  const socket = await Socketed.open(serving.port);
  socket.send(probeCall("nap", 500));
  socket.send(probeCall("echo", 9));
  assert.equal(probeReply("echo", (await socket.next()) as Uint8Array), 9);
  assert.equal(probeReply("nap", (await socket.next()) as Uint8Array), 1);
  socket.close();
  await socket.ended();
});

test("text frames of megabytes are taken as well", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const socket = await Socketed.open(serving.port);
  // Old binary, whose bytes are text here: a call of `text` with 3,000,000 letters.
  const i32 = (value: number) =>
    String.fromCharCode(value >> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
  const letters = "a".repeat(3_000_000 & ~0x808080);
  socket.send(`${i32(4)}text\x01${i32(1)}\x0b\0\x01${i32(letters.length)}${letters}\0`);
  const reply = (await socket.next()) as string;
  assert.equal(typeof reply, "string");
  assert.ok(reply.includes(letters));
  socket.close();
});
