// The same bytes as Apache's Python library, in both directions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { messageType } from "../../src/protocol/message.ts";
import { runGolden, whyMissing } from "../fixtures/apache_python.ts";
import {
  exceptionMessage,
  functionOf,
  goldenCodec,
  hex,
  inputOf,
  newHead,
  readCall,
  readReply,
  unhex,
  written,
} from "../fixtures/messages.ts";

const skip = whyMissing() ?? false;
const dialects = ["binary", "old", "compact", "json"] as const;
type Dialect = (typeof dialects)[number];
type Calls = Record<string, Record<Dialect, string>>;

const calls: Calls = skip ? {} : (JSON.parse(runGolden([])) as Calls);
const codecOf = (dialect: Dialect) => goldenCodec(dialect === "old" ? "binary" : dialect);

for (const dialect of dialects) {
  const codec = codecOf(dialect);
  const strict = dialect !== "old";

  test(`${dialect}: calls that Python wrote are read, and written again byte for byte`, { skip }, () => {
    for (const [name, { [dialect]: message }] of Object.entries(calls)) {
      const input = inputOf(unhex(message));
      const { head, args } = readCall(codec, input);
      assert.equal(input.position, input.end, name);
      assert.equal(head.strict, strict);
      const func = codec.functions[head.index]!;
      const again = written((output) => func.writeCall(output, head.seqid, args, strict));
      // Python leaves out fields that it was told are None; their defaults come back when they are read.
      if (name === "sparse") assert.deepEqual(readCall(codec, inputOf(again)).args, args);
      else assert.equal(hex(again), asWritten(dialect, message), name);
    }
  });

  test(`${dialect}: replies are the bytes that Python's server writes`, { skip }, () => {
    const replies = runGolden(Object.values(calls).map((call) => `${dialect} ${call[dialect]}`)).split("\n");
    for (const [index, name] of Object.keys(calls).entries()) {
      const bytes = unhex(replies[index]!);
      if (name === "later") {
        assert.equal(bytes.length, 0);
        continue;
      }
      const { head, reply } = readReply(codec, bytes);
      assert.equal(head.type, messageType.reply);
      const func = codec.functions[head.index]!;
      const again = written((output) => {
        if ("index" in reply) func.writeException(output, head.seqid, reply.index, reply.exception, strict);
        else func.writeReply(output, head.seqid, reply.result, strict);
      });
      assert.equal(hex(again), asWritten(dialect, hex(bytes)), name);
    }
  });

  test(`${dialect}: calls written here are understood by Python's server`, { skip }, () => {
    const value = {
      yes: true,
      large: -5n,
      text: "Ω".repeat(50),
      inner: { x: 1, on: true },
      shape: { flag: false },
    };
    const requests = [
      written((output) => functionOf(codec, "everything").writeCall(output, 77, [value], strict)),
      written((output) => functionOf(codec, "fail").writeCall(output, -1, [1], strict)),
      written((output) => functionOf(codec, "add").writeCall(output, 2 ** 31 - 1, [2 ** 30, -7], strict)),
    ];
    const [first, second, third] = runGolden(requests.map((bytes) => `${dialect} ${hex(bytes)}`)).split("\n");
    const { head, reply } = readReply(codec, unhex(first!));
    assert.equal(head.seqid, 77);
    assert.ok("result" in reply);
    const result = reply.result as typeof value & { answer: number };
    assert.deepEqual(
      [result.large, result.text, result.shape, result.answer],
      [-5n, value.text, value.shape, 42],
    );
    const failure = readReply(codec, unhex(second!));
    assert.deepEqual(failure.reply, { exception: { code: 1, why: "because" }, index: 0 });
    assert.equal(failure.head.seqid, -1);
    assert.deepEqual(readReply(codec, unhex(third!)).reply, { result: 2 ** 30 - 7 });
  });

  test(`${dialect}: Python's TApplicationException is read, and written byte for byte`, { skip }, () => {
    const unknown = exceptionMessage(codec.protocol, "nosuch", 3, 1, "", strict);
    // Turned into a call of an unknown function: the struct inside is passed over.
    const [type, call] = typeByte[dialect];
    unknown[type] = call;
    const answer = unhex(runGolden([`${dialect} ${hex(unknown)}`]).trim());
    const head = newHead();
    const input = inputOf(answer);
    codec.readMessageBegin(input, head);
    assert.deepEqual(head, { name: "nosuch", type: messageType.exception, seqid: 3, strict, index: -1 });
    const { message, type: kind } = codec.readApplicationException(input);
    assert.deepEqual([message, kind], ["Unknown function nosuch", 1]);
    const again = exceptionMessage(codec.protocol, "nosuch", 3, kind, message, strict);
    assert.equal(hex(again), hex(answer));
  });
}

/** Where the message's type stands behind the name `nosuch`, and what stands there in a call. */
const typeByte = { binary: [3, 1], old: [10, 1], compact: [1, 0x21], json: [12, 0x31] } as const;

/** In JSON Python writes 17 digits of doubles, which Java does not. */
function asWritten(dialect: Dialect, message: string): string {
  if (dialect !== "json") return message;
  const text = new TextDecoder().decode(unhex(message));
  const same = text.replace(/\d\.\d{16}e\+\d+/g, (digits) => String(Number(digits)));
  return hex(new TextEncoder().encode(same));
}

test("every value that Python wrote is the value that is read", { skip }, () => {
  for (const dialect of dialects) {
    const value = readCall(codecOf(dialect), inputOf(unhex(calls.everything![dialect]))).args[0] as Fields;
    const largest = dialect === "json" ? 1e300 : Number.POSITIVE_INFINITY;
    assert.deepEqual({ ...value, children: undefined }, { ...expected, matrix: [[], [0.5, -0, largest]] });
    const children = value.children as Fields[];
    assert.deepEqual(
      children.map((child) => [child.yes, child.answer, child.greetings]),
      [
        [true, 42, ["hello", "bonjour"]],
        [undefined, -42, []],
      ],
    );
  }
});

type Fields = Record<string, unknown>;

const inner = (x: number, label: string | undefined, on: boolean) => ({ x, label, on });

const expected: Fields = {
  yes: true,
  no: false,
  small: -128,
  short_: -32768,
  normal: -2147483648,
  large: -(2n ** 63n),
  real: -1.5e300,
  text: "Grüße, мир, 世界, 🎉",
  data: Uint8Array.from({ length: 100 }, (_, index) => index),
  colour: 100000,
  inner: inner(7, undefined, false),
  shape: { group: [{ circle: 5 }, { name: "square" }, { flag: true }] },
  numbers: Array.from({ length: 40 }, (_, index) => index - 20),
  flags: [true, false, true],
  words: new Set(["a"]),
  counts: new Map([["one", 1], ["two", 2], ["", 0]]), // biome-ignore format: a table
  grouped: new Map([[1, [inner(1, "one", true)]], [-2, []]]), // biome-ignore format: a table
  nested: new Map([["k", new Map([[2n ** 63n - 1n, true], [-1n, false]])]]), // biome-ignore format: a table
  blobs: [new Uint8Array(0), Uint8Array.of(0, 255)],
  shapes: [{ circle: 2147483647 }],
  ids: new Set([2n ** 40n]),
  tiny: new Map([[true, 127], [false, -1]]), // biome-ignore format: a table
  after: 300,
  before: -300,
  answer: 42,
  greetings: ["hello", "bonjour"],
  things: new Map([["a", inner(1, undefined, true)]]),
  far: false,
  farther: 150000,
  children: undefined,
  empty: new Map(),
};
