// A client's words about a server that is of another kind, or speaks otherwise.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { type ConnectOptions, connect } from "../../src/client/client.ts";
import { withoutOpenssl } from "../fixtures/certificates.ts";
import { probe, serveProbe } from "../fixtures/serving.ts";
import { tlsFixture } from "../fixtures/tls.ts";

const framed: ConnectOptions = {};

/** Servers that answer the first bytes with others, and what is said of them. */
const servers: readonly (readonly [what: string, bytes: string, says: RegExp, options?: ConnectOptions])[] = [
  [
    "HTTP",
    "HTTP/1.1 400 Bad Request\r\n\r\n",
    /^the server answered with HTTP: "HTTP\/1\.1 400 Bad Request"; this client speaks binary framed$/,
  ],
  [
    "HTTP to zlib",
    "HTTP/1.0 501 No\r\n\r\n",
    /^the server answered with HTTP: "HTTP\/1\.0 501 No"; this client speaks compact zlib$/,
    { transport: "zlib", protocol: "compact" },
  ],
  [
    "HTTP to buffered",
    "HTTP/1.1 405 Not\r\n\r\n",
    /HTTP: "HTTP\/1\.1 405 Not"; this client speaks json buffered$/,
    { transport: "buffered", protocol: "json" },
  ],
  ["SSH", "SSH-2.0-OpenSSH_9.2\r\n", /with text: "SSH-2\.0-OpenSSH_9\.2"; this client/],
  ["Redis", "-ERR unknown command\r\n", /with text: "-ERR unknown command"; this client/],
  ["HTTP/2", "\0\0\u0006\u0004\0\0\0\0\0\0\u0003\0\0\0d", /with HTTP\/2; this client/],
  [
    "a TLS alert",
    "\u0015\u0003\u0003\0\u0002\u0002F",
    /with a TLS alert \(70\): it expects TLS, see the option tls; this client/,
  ],
  [
    "compact framed",
    "\0\0\0\u0008\u0082\u0041\u0001\u0004echo\0",
    /^the server answered in compact framed; this client speaks binary framed$/,
  ],
  [
    "JSON",
    '[1,"echo",2,1,{"0":{"i32":1}}]',
    /^the server answered in json buffered; this client speaks compact buffered$/,
    { transport: "buffered", protocol: "compact" },
  ],
];

for (const [what, bytes, says, options = framed] of servers) {
  test(`${what} is named, at once`, async () => {
    await using server = await answering(Buffer.from(bytes, "latin1"));
    const client = await connect(probe, { ...options, port: server.port });
    await assert.rejects(client.call("echo", 1), { name: "ConnectionClosedError", message: says });
    await assert.rejects(client.call("echo", 1), { message: says }, "later calls are told the same");
  });
}

test("a server that closes without a word may speak otherwise, or be none of these: what came is shown", async () => {
  await using closing = await answering(undefined);
  const silent = await connect(probe, { port: closing.port });
  await assert.rejects(silent.call("echo", 1), {
    message:
      "the connection was closed before anything was answered: the server has ended, or expects another dialect than binary framed, or TLS",
  });
  await using resetting = await answering(undefined, "resets");
  const reset = await connect(probe, { port: resetting.port });
  await assert.rejects(reset.call("echo", 1), {
    message: /ECONNRESET before anything was answered: the server has ended/,
  });
  await using mute = await answering(new Uint8Array(0));
  const own = await connect(probe, { port: mute.port });
  const waiting = assert.rejects(own.call("echo", 1), { message: "the connection was closed" });
  own.close();
  await waiting;
  await using database = await answering(Buffer.from([0x4a, 0, 0, 0, 0x0a, 0x38, 0x2e]), "closes");
  const other = await connect(probe, { port: database.port });
  await assert.rejects(other.call("echo", 1), {
    message:
      "the server answered with what is no Thrift message, 4a 00 00 00 0a 38 2e; this client speaks binary framed",
  });
});

test("an HTTP server is named, and a server of this program that takes another dialect only", async () => {
  const http = createHttpServer((_, response) => response.end());
  await using server = await listening(http as unknown as Server);
  const client = await connect(probe, { port: server.port });
  await assert.rejects(client.call("echo", 1), {
    message: /^the server answered with HTTP: "HTTP\/1\.1 400/,
  });
  await using serving = await serveProbe({ workers: 0, protocol: "compact" });
  const binary = await serving.connect();
  await assert.rejects(binary.call("echo", 1), {
    name: "ConnectionClosedError",
    message: /another dialect than binary framed/,
  });
});

test("a broken reply in the client's own dialect is told as such", async () => {
  await using server = await answering(Buffer.from([0, 0, 0, 6, 0x80, 1, 0, 2, 0x7f, 0xff]));
  const client = await connect(probe, { port: server.port });
  await assert.rejects(client.call("echo", 1), { message: /^the connection ended: / });
});

const fixture = tlsFixture();

test("a client without TLS at a server with TLS, and the other way round", {
  skip: withoutOpenssl,
}, async () => {
  const { cert, key } = fixture.server;
  const tls = createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) });
  tls.on("tlsClientError", () => {});
  await using server = await listening(tls);
  const plain = await connect(probe, { port: server.port });
  await assert.rejects(plain.call("echo", 1), { message: /TLS/ });
  await using serving = await serveProbe({ workers: 0 });
  await assert.rejects(serving.connect({ tls: true }), {
    code: "ECONNRESET",
    message: `127.0.0.1:${serving.port} closed the connection in the TLS handshake: it may not speak TLS`,
  });
  const http = createHttpServer();
  await using web = await listening(http as unknown as Server);
  await assert.rejects(connect(probe, { port: web.port, tls: true }), {
    code: "ERR_SSL_WRONG_VERSION_NUMBER",
    message: `127.0.0.1:${web.port} does not speak TLS: it answered the handshake with something else`,
  });
});

interface Listening extends AsyncDisposable {
  readonly port: number;
}

/** A server that answers what comes first with these bytes, and keeps the connection open, or closes it. */
async function answering(
  bytes: Uint8Array | undefined,
  then = bytes === undefined ? "closes" : "",
): Promise<Listening> {
  return await listening(
    createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        if (bytes !== undefined) socket.write(bytes);
        if (then === "closes") socket.end();
        if (then === "resets") socket.resetAndDestroy();
      });
    }),
  );
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
