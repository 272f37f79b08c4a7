// Calls over HTTP and WebSocket.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { test } from "node:test";
import { connect, TimeoutError } from "../../mod.ts";
import { probe, serveProbe, until } from "../fixtures/serving.ts";

interface Calls {
  echo(number: number): Promise<number>;
  text(text: string): Promise<string>;
  nap(milliseconds: number): Promise<number>;
  refuse(why: string): Promise<void>;
  tell(number: number): Promise<void>;
  told(): Promise<number[]>;
  header(name: string): Promise<string>;
}

for (const scheme of ["http", "ws"] as const) {
  test(`${scheme}: every protocol, results, exceptions, oneway calls, and calls at the same time`, async () => {
    await using serving = await serveProbe({ workers: 0 });
    for (const protocol of ["binary", "compact", "json"] as const) {
      await using client = await connect<Calls>(probe, `${scheme}://127.0.0.1:${serving.port}/any`, {
        protocol,
      });
      const texts = Array.from({ length: 20 }, (_, number) => "ü".repeat(number * 1000));
      assert.deepEqual(await Promise.all(texts.map((text) => client.text(text))), texts);
      await assert.rejects(client.refuse("so"), { name: "Refused", why: "so" });
      await assert.rejects(client.call("wrong"), { name: "ApplicationError" });
      await client.tell(7);
      assert.ok((await client.told()).includes(7));
      await assert.rejects(client.with({ timeout: 0.1 }).nap(400), TimeoutError);
      assert.equal(await client.echo(1), 1);
    }
  });
}

test("http: headers go with calls and come with replies", async () => {
  await using serving = await serveProbe({ workers: 0 });
  const answered: (string | undefined)[] = [];
  await using client = await connect<Calls>(probe, `http://127.0.0.1:${serving.port}`, {
    headers: { "x-name": "value" },
    onHeaders: (headers) => answered.push(headers["x-answered"]),
  });
  assert.equal(await client.header("x-name"), "value");
  assert.deepEqual(answered, ["value"]);
});

test("http: a server of web pages is named by its status, and none at all as such; ws: what opens no WebSocket", async () => {
  const web = createServer((_, response) => response.writeHead(404).end("no such page\n"));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const { port } = web.address() as { port: number };
  await using client = await connect<Calls>(probe, `http://127.0.0.1:${port}`, { retries: 0 });
  await assert.rejects(client.echo(1), {
    name: "ConnectionClosedError",
    message: "the server answered with HTTP status 404 Not Found: no such page",
  });
  await assert.rejects(connect(probe, `ws://127.0.0.1:${port}`), /opened no WebSocket/);
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
});

test("http: a call that reaches no server was certainly not sent", async () => {
  const nobody = createServer();
  await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
  const { port } = nobody.address() as { port: number };
  await new Promise((resolve) => nobody.close(resolve));
  await using client = await connect<Calls>(probe, `http://127.0.0.1:${port}`, { retries: 1 });
  await assert.rejects(client.echo(1), { name: "ConnectionClosedError", sent: false });
});

test("http: calls that are given up, or whose request fails, leave the others to be answered and to be closed", async () => {
  const asked: IncomingMessage[] = [];
  const silent = createServer((request) => asked.push(request));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  const address = `http://127.0.0.1:${port}/`;
  await using serving = await serveProbe({ workers: 0 });
  const ended: string[] = [];
  const client = await connect<Calls>(probe, [address, `http://127.0.0.1:${serving.port}/`], {
    retries: 0,
    onDisconnect: (connection) => ended.push(connection.address),
  });
  const waiting = assert.rejects(client.echo(1), {
    name: "ConnectionClosedError",
    message: "the connection was closed",
  });
  const controller = new AbortController();
  const given = client.with({ signal: controller.signal }).echo(2);
  const failing = client.with({ headers: { "x-call": "failing" } }).echo(3);
  await until(() => asked.length === 3, "all are sent");
  controller.abort(new Error("enough"));
  await assert.rejects(given, /^Error: enough$/);
  const other = client.with({ timeout: 0.1 }).echo(4);
  await until(() => asked.length === 4, "the next call goes to the same server");
  await assert.rejects(other, TimeoutError);
  assert.equal(await client.echo(5), 5, "a server that may be dead gets no more");
  asked.find(({ headers }) => headers["x-call"] === "failing")!.socket.destroy();
  await assert.rejects(failing, /^ConnectionClosedError: the request failed: /);
  assert.equal(ended.length, 0);
  client.close();
  await waiting;
  assert.ok(ended.includes(address));
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});
