// The work of a transport, and the bytes that it holds: no more than the bytes it gets are worth.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BufferedTransport } from "../../src/transport/buffered.ts";
import { createTransport } from "../../src/transport/create_transport.ts";
import { Received } from "../../src/transport/received.ts";
import { binaryGrammar } from "../../src/transport/scan/binary.ts";
import { compactGrammar } from "../../src/transport/scan/compact.ts";
import { JsonScanner } from "../../src/transport/scan/json.ts";
import { type Grammar, Scanner } from "../../src/transport/scan/scanner.ts";
import {
  answers,
  binaryCall,
  compactCall,
  cut,
  i32,
  joined,
  jsonCall,
  letters,
  messagesOf,
  usual,
} from "./feeding.ts";

const grammars = { binary: binaryGrammar, compact: compactGrammar } as const;

/** A million bytes: one list of strings of 16 bytes, which have to be looked at one by one. */
function megabyte(protocol: keyof typeof grammars): Uint8Array {
  const count = 50_000;
  const text = new Uint8Array(16).fill(0x61);
  const [begin, list, string] =
    protocol === "binary"
      ? [binaryCall(), [15, 0, 1, 11, ...i32(count)], joined([i32(16), text])]
      : [compactCall(), [0x19, 0xf8, 0xd0, 0x86, 0x03], joined([[16], text])];
  const bytes = new Uint8Array(begin.length + list.length + count * string.length + 1);
  bytes.set([...begin, ...list]);
  for (let i = 0; i < count; i++) bytes.set(string, begin.length + list.length + i * string.length);
  return bytes;
}

/** A grammar that counts the pieces it is asked to look at. */
function counting(grammar: Grammar): { readonly grammar: Grammar; pieces: number } {
  const counted = {
    pieces: 0,
    grammar: {
      ...grammar,
      messageBegin: (...piece: Parameters<Grammar["messageBegin"]>) => {
        counted.pieces++;
        return grammar.messageBegin(...piece);
      },
      field: (...piece: Parameters<Grammar["field"]>) => {
        counted.pieces++;
        return grammar.field(...piece);
      },
      value: (...piece: Parameters<Grammar["value"]>) => {
        counted.pieces++;
        return grammar.value(...piece);
      },
    },
  };
  return counted;
}

for (const protocol of ["binary", "compact"] as const) {
  test(`${protocol}: nothing is looked at twice, but for a piece that a chunk ends in`, () => {
    const message = megabyte(protocol);
    const pieces = (chunkSize: number) => {
      const counted = counting(grammars[protocol]);
      const transport = new BufferedTransport(protocol, new Scanner(counted.grammar, usual.maxMessageSize));
      assert.deepEqual(
        messagesOf(transport, cut(message, [chunkSize])).map(({ length }) => length),
        [message.length],
      );
      return counted.pieces;
    };
    const inOne = pieces(message.length);
    assert.ok(inOne >= 50_000 && inOne < 50_010, String(inOne));
    for (const chunkSize of [1_000, 997, 65_536]) {
      const chunks = Math.ceil(message.length / chunkSize);
      assert.ok(pieces(chunkSize) <= inOne + chunks, `${pieces(chunkSize)} in chunks of ${chunkSize}`);
    }
    // Byte by byte, a piece is looked at when none of it has come and at each byte: four of a binary length.
    assert.ok(pieces(1) <= inOne * 5 + 50, `${pieces(1)} byte by byte, ${inOne} in one`);
  });
}

test("json: no byte is looked at twice, in whatever chunks it comes", () => {
  const text = `{"1":{"lst":["str",2,"${"x".repeat(20_000)}","${'\\"'.repeat(20_000)}"]}}]`;
  const message = joined([jsonCall(), letters(text)]);
  let looked = 0;
  const watched = new Proxy(message, {
    get(bytes, name) {
      looked++;
      return bytes[Number(name)];
    },
  });
  for (const chunkSize of [message.length, 997, 1]) {
    const scanner = new JsonScanner(usual.maxMessageSize);
    looked = 0;
    let end = 0;
    do end = Math.min(end + chunkSize, message.length);
    while (!scanner.scan(watched, 0, end));
    assert.equal(scanner.scanned, message.length);
    // Each of a string's bytes is compared with a quote and with a backslash.
    assert.ok(looked <= 4 * message.length, `${looked} looks at ${message.length} bytes`);
  }
});

test("bytes are copied as often as doubling a buffer takes, also where no length is known", () => {
  const received = new Received();
  let [buffers, copied] = [0, 0];
  for (const chunk of cut(new Uint8Array(1_000_000), [1_000])) {
    const [before, held] = [received.bytes, received.length];
    received.push(chunk);
    if (received.bytes !== before) {
      buffers++;
      copied += held;
    }
  }
  assert.equal(received.length, 1_000_000);
  assert.ok(buffers <= 12, `${buffers} buffers`);
  assert.ok(copied <= 2_000_000, `${copied} bytes copied`);
});

test("of a large message whose length is known a third is copied once more, in buffers of four times what has come", () => {
  const received = new Received();
  const size = 20_000_000;
  let copied = 0;
  for (const chunk of cut(new Uint8Array(size), [65_536])) {
    const [before, held] = [received.bytes, received.length];
    received.push(chunk);
    received.expected = size;
    if (received.bytes !== before) copied += held;
    assert.ok(received.bytes.length <= 4 * received.length, `${received.bytes.length} bytes`);
  }
  assert.equal(received.bytes.length, size);
  assert.ok(copied < size / 2, `${copied} bytes copied`);
});

const slow = [
  {
    what: "a frame of 16 MB",
    dialect: { protocol: "binary", transport: "framed" },
    begin: joined([i32(16_000_000), binaryCall()]),
  },
  {
    what: "a string of 100 MB",
    dialect: { protocol: "binary", transport: "buffered" },
    begin: joined([binaryCall(), [11, 0, 1], i32(100_000_000)]),
  },
  {
    what: "a compact string of 100 MB",
    dialect: { protocol: "compact", transport: "buffered" },
    begin: joined([compactCall(), [0x18, 0x80, 0xc2, 0xd7, 0x2f]]),
  },
  {
    what: "JSON without end",
    dialect: { protocol: "json", transport: "buffered" },
    begin: joined([jsonCall(), letters('{"1":{"str":"')]),
  },
  {
    what: "a list of 100,000,000 structs",
    dialect: { protocol: "binary", transport: "buffered" },
    begin: joined([binaryCall(), [15, 0, 1, 12], i32(100_000_000)]),
  },
] as const;

for (const { what, dialect, begin } of slow) {
  test(`a slow sender of ${what} takes the memory of what has come, twice over at the most`, () => {
    const transport = createTransport(dialect, usual);
    let sent = 0;
    for (const chunk of [
      ...cut(begin, [3]),
      ...cut(new Uint8Array(10_000), [1]),
      ...cut(new Uint8Array(200_000), [1_500]),
    ]) {
      transport.push(chunk);
      sent += chunk.length;
      assert.equal(transport.next(answers), false);
      assert.equal(transport.pending, sent);
      assert.ok(transport.bytes.buffer.byteLength <= 2 * sent, `${transport.bytes.length} bytes for ${sent}`);
    }
  });
}

test("whole messages are used where they came, without a copy", () => {
  const chunk = joined([binaryCall(), [0], binaryCall(), [0]]);
  const transport = createTransport({ protocol: "binary", transport: "buffered" }, usual);
  for (let round = 0; round < 2; round++) {
    transport.push(chunk);
    for (let message = 0; message < 2; message++) {
      assert.equal(transport.next(answers), true);
      assert.equal(transport.bytes, chunk);
    }
    assert.equal(transport.next(answers), false);
  }
});

for (const transport of ["buffered", "framed"] as const) {
  test(`${transport}: an idle connection holds no memory for the large message it sent before`, () => {
    const message = joined([binaryCall("n"), [11, 0, 1], i32(1_000_000), new Uint8Array(1_000_000), [0]]);
    const bytes = transport === "framed" ? joined([i32(message.length), message]) : message;
    const made = createTransport({ protocol: "binary", transport }, usual);
    assert.equal(messagesOf(made, cut(bytes, [65_536])).length, 1);
    assert.equal(made.pending, 0);
    assert.equal(made.bytes.length, 0);
  });
}
