// WebSocket: the messages in its frames however these are cut, and how it ends when something is wrong.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { Output } from "../../src/protocol/output.ts";
import { exchange, responses } from "./exchange.ts";
import { binaryCall, compactCall, cut, framed, joined } from "./feeding.ts";
import { frameHead, handshaken, masked, opcode, upgrade } from "./websocket_client.ts";

const binary = joined([binaryCall(), [0]]);
const large = joined([binaryCall("l".repeat(70_000)), [0]]);
const middle = joined([binaryCall("m".repeat(300)), [0]]);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const fragment = (code: number, payload: Uint8Array) => masked(code, payload, 0);

test("messages are found in frames of any cut, and each reply is a frame", async () => {
  const bytes = Buffer.concat([
    upgrade(),
    masked(opcode.binary, binary),
    // Fragments, one of nothing, a ping in between.
    fragment(opcode.binary, binary.subarray(0, 2)),
    fragment(opcode.continuation, new Uint8Array(0)),
    masked(opcode.ping, Buffer.from("are you there")),
    masked(opcode.continuation, binary.subarray(2)),
    // A call that spans messages, and a message with two calls in it.
    masked(opcode.binary, binary.subarray(0, 9)),
    masked(opcode.binary, joined([binary.subarray(9), middle, binary])),
    masked(opcode.binary, large),
    masked(opcode.pong, new Uint8Array(0)),
  ]);
  const calls = [binary, binary, binary, middle, binary, large];
  for (const sizes of [[bytes.length], [1], [7], [500, 1, 1]]) {
    const { messages, answer, error } = await exchange(cut(bytes, sizes));
    assert.equal(error, undefined);
    assert.deepEqual(messages.map(hex), calls.map(hex));
    const { head, frames } = handshaken(answer);
    assert.match(head, /^HTTP\/1\.1 101 .*\r\n/);
    assert.match(head, /\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
    assert.doesNotMatch(head, /Extensions|Protocol:/);
    const replies = frames.filter(({ first }) => first === 0x82);
    assert.deepEqual(
      replies.map(({ payload }) => hex(payload)),
      calls.map(hex),
    );
    const pongs = frames.filter(({ first }) => first === 0x8a);
    assert.deepEqual(
      pongs.map(({ payload }) => payload.toString()),
      ["are you there"],
    );
  }
});

test("the first bytes in the frames tell the dialect", async () => {
  const compact = joined([compactCall(), [0]]);
  for (const [sent, found] of [
    [compact, compact],
    [framed(binary), binary],
    [framed(compact), compact],
  ] as const) {
    const { messages, answer } = await exchange([upgrade(), masked(opcode.binary, sent)], {
      reply: (message) => message,
    });
    assert.deepEqual(messages.map(hex), [hex(found)]);
    assert.deepEqual(
      handshaken(answer).frames.map(({ payload }) => hex(payload)),
      [hex(sent)],
    );
  }
});

test("a call that came as text is answered as text", async () => {
  const old = Buffer.from("\0\0\0\x04call\x01\0\0\0\x01\0", "latin1"); // the one dialect here that is UTF-8
  const { answer } = await exchange([upgrade(), masked(opcode.text, old), masked(opcode.binary, old)]);
  assert.deepEqual(
    handshaken(answer).frames.map(({ first }) => first),
    [0x81, 0x82],
  );
});

test("the headers of the request that opened the connection are those of its calls", async () => {
  const { envelopes } = await exchange([upgrade("X-User: ada"), masked(opcode.binary, binary)]);
  assert.equal(envelopes[0]!.headers["x-user"], "ada");
});

test("of subprotocols one that names Thrift is agreed to, and no extension", async () => {
  const { answer } = await exchange([
    upgrade(
      "Sec-WebSocket-Protocol: chat, thrift.binary, thrift",
      "Sec-WebSocket-Extensions: permessage-deflate",
    ),
  ]);
  const { head } = handshaken(answer);
  assert.match(head, /\r\nSec-WebSocket-Protocol: thrift\.binary\r\n/);
  assert.doesNotMatch(head, /Extensions/);
});

test("an upgrade that cannot be is answered as HTTP", async () => {
  const lines = (...changed: readonly [string, string][]) => {
    let text = upgrade().toString();
    for (const [from, to] of changed) text = text.replace(from, to);
    return Buffer.from(text);
  };
  const table: readonly (readonly [Buffer, number])[] = [
    [lines(["Version: 13", "Version: 8"]), 426],
    [lines(["Sec-WebSocket-Version: 13\r\n", ""]), 426],
    [lines(["dGhlIHNhbXBsZSBub25jZQ==", "short"]), 400],
    [lines(["HTTP/1.1", "HTTP/1.0"]), 400],
  ];
  for (const [bytes, status] of table) {
    const { answer, error } = await exchange([bytes]);
    assert.ok(error !== undefined);
    assert.deepEqual(
      responses(answer).map((response) => response.status),
      [status],
    );
  }
  const dialect = { protocol: "auto", transport: "http" } as const;
  const { answer, error } = await exchange([upgrade()], { dialect });
  assert.equal(responses(answer)[0]!.status, 403);
  assert.equal(error!.message, "the client speaks websocket, this server takes http only");
  const only = { protocol: "auto", transport: "websocket" } as const;
  const { messages } = await exchange([upgrade(), masked(opcode.binary, binary)], { dialect: only });
  assert.equal(messages.length, 1);
});

const limits = { maxMessageSize: 100_000 };
const closing: readonly (readonly [what: string, code: number, bytes: Buffer])[] = [
  ["an unmasked frame", 1003, Buffer.concat([frameHead(0x82, binary.length, 0), binary])],
  ["an unknown opcode", 1002, masked(3, binary)],
  ["a reserved bit", 1002, masked(opcode.binary, binary, 0xc0)],
  ["a ping in fragments", 1002, fragment(opcode.ping, binary)],
  ["a ping that is too long", 1002, masked(opcode.ping, new Uint8Array(126))],
  ["a continuation of nothing", 1002, masked(opcode.continuation, binary)],
  ["a message within a message", 1002, Buffer.concat([fragment(2, binary), masked(2, binary)])],
  ["text that is not UTF-8", 1007, masked(opcode.text, Buffer.from([0xc3, 0x28]))],
  [
    "a frame larger than a message may be",
    1009,
    Buffer.concat([frameHead(0x82, 100_001, 0x80), Buffer.alloc(4)]),
  ],
  [
    "a frame of 2^63 bytes",
    1009,
    Buffer.concat([frameHead(0x82, 70_000, 0x80).fill(0xff, 2, 10), Buffer.alloc(4)]),
  ],
  ["fragments larger than a message may be", 1009, Buffer.concat([fragment(2, large), fragment(0, large)])],
  [
    "very many fragments",
    1009,
    Buffer.concat(
      Array.from({ length: 5000 }, (_, index) => fragment(index && 0, new Uint8Array(0))).with(
        0,
        fragment(2, binary),
      ),
    ),
  ],
  ["bytes of no dialect", 1007, masked(opcode.binary, Buffer.from("GET / HTTP/1.1\r\n\r\n"))],
  [
    "a call larger than a message may be",
    1009,
    masked(opcode.binary, joined([binaryCall("x".repeat(150_000)).slice(0, 90_000)])),
  ],
];

for (const [what, code, bytes] of closing) {
  test(`${what} closes the connection with ${code}`, async () => {
    for (const sizes of [[bytes.length], [1]]) {
      const { messages, answer, error } = await exchange([upgrade(), ...cut(bytes, sizes)], { limits });
      assert.ok(error !== undefined, "nothing was wrong");
      assert.deepEqual(messages, []);
      const last = handshaken(answer).frames.at(-1)!;
      assert.equal(last.first, 0x88);
      assert.equal(last.payload.readUInt16BE(), code);
      assert.ok(last.payload.length <= 125);
    }
  });
}

test("a client's close is answered, after the calls before it are run", async () => {
  const close = masked(opcode.close, Buffer.from([0x03, 0xe8]));
  const { messages, answer, transport } = await exchange([
    upgrade(),
    Buffer.concat([masked(opcode.binary, binary), close, masked(opcode.binary, binary)]),
  ]);
  assert.deepEqual(messages.map(hex), [hex(binary)]);
  assert.equal(transport.finished, true);
  const last = handshaken(answer).frames.at(-1)!;
  assert.deepEqual([last.first, last.payload.readUInt16BE()], [0x88, 1000]);
});

test("a ping is answered while a call is at work, and the server's end is told with 1001", async () => {
  const { transport } = await exchange([upgrade(), masked(opcode.binary, binary)]);
  const output = new Output();
  transport.push(masked(opcode.ping, Buffer.from("x")));
  transport.answerControl!(output);
  assert.deepEqual([...output.bytes.subarray(0, output.position)], [0x8a, 1, 0x78]);
  output.position = 0;
  transport.sayGoodbye!(output, "the end");
  assert.deepEqual([...output.bytes.subarray(0, 1), ...output.bytes.subarray(2, 4)], [0x88, 0x03, 0xe9]);
});
