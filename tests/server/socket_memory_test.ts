// The memory of sockets, which is used again and again: what was received stays as it came, and what was sent goes out as it was.
import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import { accepted } from "../../src/runtime/node/socket.ts";
import type { Socket } from "../../src/runtime/runtime.ts";

/** Opens both ends of a connection, of which the server's is one of ours. */
async function opened(data: (chunk: Uint8Array) => void, drain: () => void) {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  const accepting = new Promise<{ socket: Socket; ended: Promise<void> }>((resolve) => {
    server.on("connection", (raw) => {
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      resolve({ socket: accepted(raw).open({ data, end, drain, close: () => {} }), ended });
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  return { ...(await accepting), client, close: () => new Promise((closed) => server.close(closed)) };
}

test("bytes that were received are the receiver's: later ones do not take their place", async () => {
  const chunks: Uint8Array[] = [];
  const { socket, ended, client, close } = await opened(
    (chunk) => void chunks.push(chunk),
    () => {},
  );
  const sent = Buffer.alloc(
    1_500_000,
    Uint8Array.from({ length: 251 }, (_, index) => index),
  );
  client.end(sent);
  await ended;
  assert.ok(chunks.length > 1, `they came in ${chunks.length} pieces`);
  assert.ok(Buffer.concat(chunks).equals(sent));
  socket.end();
  client.resume();
  await close();
});

test("memory that a socket does not keep may be written to at once, however slowly its client reads", async () => {
  let goOn = () => {};
  const { socket, client, close } = await opened(
    () => {},
    () => goOn(),
  );
  const received: Buffer[] = [];
  client.on("data", (chunk) => {
    received.push(chunk);
    client.pause();
    setTimeout(() => client.resume(), 1);
  });
  const expected: Buffer[] = [];
  let memory = new Uint8Array(80_000);
  let kept = 0;
  for (let number = 0; number < 600; number++) {
    const length = ((number * 7919) % memory.length) + 1;
    memory.fill(number % 251, 0, length);
    expected.push(Buffer.from(memory.subarray(0, length)));
    if (socket.write(memory.subarray(0, length))) memory.fill(255);
    else {
      kept++;
      memory = new Uint8Array(memory.length);
    }
    if (socket.waiting > 200_000) await new Promise<void>((room) => (goOn = room));
  }
  socket.end();
  await new Promise((end) => client.on("end", end));
  assert.ok(kept < 600, "each buffer was kept");
  assert.ok(Buffer.concat(received).equals(Buffer.concat(expected)));
  client.end();
  await close();
});
