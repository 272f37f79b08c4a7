// Headers of calls and replies, through the context of the call, wherever its handler runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { Input } from "../../src/protocol/input.ts";
import { Output } from "../../src/protocol/output.ts";
import { headerBlock, readHeaderBlock } from "../../src/transport/header/format.ts";
import { keptProbe } from "../fixtures/kept_server.ts";
import { RawClient } from "../fixtures/raw_client.ts";
import { distinctModels, oneWorker, places, probe, serveProbe } from "../fixtures/serving.ts";

const codec = compileCodec(probe, "binary");

/** A call in a header frame. */
function call(
  name: string,
  args: unknown[],
  sequenceId: number,
  headers: Record<string, string>,
): Uint8Array {
  const output = new Output(256);
  codec.functions.find((func) => func.name === name)!.writeCall(output, sequenceId, args);
  const block = headerBlock(0, headers);
  const frame = Buffer.alloc(14 + block.length + output.position);
  frame.writeInt32BE(frame.length - 4);
  frame.writeUInt16BE(0x0fff, 4);
  frame.writeInt32BE(sequenceId, 8);
  frame.writeUInt16BE(block.length / 4, 12);
  frame.set(block, 14);
  frame.set(output.bytes.subarray(0, output.position), 14 + block.length);
  return frame;
}

interface Answer {
  readonly sequenceNumber: number;
  readonly headers: Record<string, string>;
  readonly result: unknown;
}

/** The next reply to `name`, which came in a header frame. */
async function answer(client: RawClient, name: string): Promise<Answer> {
  const frame = await client.frame();
  assert.ok(frame !== undefined, "the server closed the connection");
  assert.equal(frame.readUInt16BE(0), 0x0fff);
  const payload = 10 + 4 * frame.readUInt16BE(8);
  const { headers } = readHeaderBlock(frame, 10, payload);
  const input = new Input();
  input.reset(frame, payload);
  const head = { name: "", type: 0, seqid: 0, index: -1, strict: true };
  codec.readMessageBegin(input, head);
  assert.equal(head.name, name);
  assert.equal(head.seqid, frame.readInt32BE(4));
  const reply = codec.functions[head.index]!.readReply(input);
  assert.ok("result" in reply, "an exception");
  return { sequenceNumber: head.seqid, headers: { ...headers }, result: reply.result };
}

const name = "grüße 🌍";
const many = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => [`header ${index}`, "x".repeat(100)]),
);
const sets: readonly Record<string, string>[] = [
  {},
  { name },
  { ["__proto__"]: "a", constructor: "b" },
  many,
];

/** What the probe answers. */
function expected(sequenceNumber: number, headers: Record<string, string>): Answer {
  const count = String(Object.keys(headers).length);
  return {
    sequenceNumber,
    headers: headers.name === undefined ? { count } : { answered: headers.name, count },
    result: new Map(Object.entries(headers)),
  };
}

const servers = [
  ...distinctModels.map((model) => ({ what: model as string, options: { model, ...oneWorker(model) } })),
  { what: "nonblocking without workers", options: { model: "nonblocking", workers: 0 } as const },
];

for (const { what, options } of servers) {
  test(`${what}: headers reach the handler and come back from it, sync and async`, async () => {
    await using serving = await serveProbe(options);
    const client = await RawClient.connect(serving.port);
    let sequenceId = 0;
    for (const headers of sets) {
      client.send(call("headers", [], ++sequenceId, headers));
      assert.deepEqual(await answer(client, "headers"), expected(sequenceId, headers));
      client.send(call("headersLater", [1], ++sequenceId, headers));
      assert.deepEqual(await answer(client, "headersLater"), expected(sequenceId, headers));
    }
    // Nothing is left of them on the connection.
    client.send(call("headers", [], 99, {}));
    assert.deepEqual(await answer(client, "headers"), expected(99, {}));
    client.destroy();
  });
}

for (const [place, options] of Object.entries(places)) {
  test(`${place}: pipelined calls that finish in another order keep their headers apart`, async () => {
    await using serving = await serveProbe({ ...options, pipeline: 10, concurrency: 10 });
    const client = await RawClient.connect(serving.port);
    const calls = Array.from({ length: 10 }, (_, index) => ({
      id: index + 1,
      headers: { name: `of ${index}` },
    }));
    client.send(...calls.map(({ id, headers }) => call("headersLater", [120 - 12 * id], id, headers)));
    const answers = new Map<number, Answer>();
    for (const _ of calls) {
      const next = await answer(client, "headersLater");
      answers.set(next.sequenceNumber, next);
    }
    for (const { id, headers } of calls) assert.deepEqual(answers.get(id), expected(id, headers));
    client.destroy();
  });
}

test("a header that is no string is the handler's mistake, and the client's call fails", async () => {
  await using serving = await serveProbe({ model: "nonblocking", workers: 0 });
  const client = await serving.connect({ transport: "header" });
  await assert.rejects(
    client.call("wrongHeader"),
    /setHeader: the value of number is 1; expected text on one line/,
  );
  assert.equal(await client.call("echo", 1), 1);
});

const keptServer = keptProbe();

for (const transport of ["header", "zlib"] as const) {
  for (const protocol of ["binary", "compact"] as const) {
    test(`this project's own client speaks ${protocol} ${transport}`, async () => {
      await using serving = await keptServer({ model: "nonblocking", workers: 1, pipeline: 8 });
      const client = await serving.connect({ protocol, transport });
      const numbers = Array.from({ length: 100 }, (_, index) => index);
      assert.deepEqual(await Promise.all(numbers.map((number) => client.call("echo", number))), numbers);
      const text = "ż".repeat(500_000);
      assert.equal(await client.call("text", text), text);
      await client.call("tell", 1);
      await assert.rejects(client.call("fail", "broken"), /broken/);
    });
  }
}

test("a client that sends its calls and its end at once is answered, in a stream that was not spoken before", async () => {
  await using serving = await serveProbe({ model: "simple" });
  const { deflateSync } = await import("node:zlib");
  const client = await RawClient.connect(serving.port);
  const output = new Output(64);
  codec.functions.find((func) => func.name === "echo")!.writeCall(output, 1, [5]);
  const length = Buffer.alloc(4);
  const stream = deflateSync(output.bytes.subarray(0, output.position));
  length.writeInt32BE(stream.length);
  client.socket.end(Buffer.concat([length, stream]));
  const frame = await client.frame();
  assert.equal(frame?.readUInt16BE(0), 0x789c);
  await client.closed();
});
