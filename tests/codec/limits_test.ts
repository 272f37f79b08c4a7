// The limits of one message: each at its edge and one past it, and the memory that decoding takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { defaultReadLimits, Input, type ReadLimits } from "../../src/protocol/input.ts";
import { memory } from "../../src/protocol/memory.ts";
import { Output } from "../../src/protocol/output.ts";
import type { Field, Type } from "../../src/schema/schema.ts";
import { functionOf, newHead, protocols, readCall, written } from "../fixtures/messages.ts";
import { base, field, list, map, service, set, struct } from "./built.ts";

const i32 = base("i32");
const string = base("string");
const optional = (id: number, name: string, type: Type): Field => field(id, name, type, "optional");

const tested = service(
  {
    text: string,
    bytes: base("binary"),
    list: list(i32),
    set: set(i32),
    map: map(string, i32),
    empties: list(struct("Empty")),
    tree: struct("Tree"),
    longs: list(base("i64")),
    doubles: list(base("double")),
    uuids: list(base("uuid")),
    texts: list(string),
    binaries: list(base("binary")),
    lists: list(list(i32)),
    sets: list(set(i32)),
    maps: list(map(i32, i32)),
    setOfLongs: set(base("i64")),
    pairs: map(base("double"), base("double")),
    wide: list(struct("Wide")),
    defaults: list(struct("Defaults")),
  },
  {
    Empty: [],
    Tree: [optional(1, "left", struct("Tree")), optional(2, "right", struct("Tree"))],
    Wide: Array.from({ length: 30 }, (_, index) => optional(index + 1, `f${index}`, i32)),
    Defaults: [
      field(1, "many", list(i32), "default", {
        kind: "list",
        elements: Array.from({ length: 100 }, (_, value) => ({ kind: "number", value })),
      }),
    ],
  },
);

/** A call with a field that no function has, so that it is passed over. */
const unknown = service({ text: [field(9, "unknown", list(string))] });

for (const protocol of protocols) {
  const codec = compileCodec(tested, protocol);
  const call = (name: string, value: unknown): Uint8Array =>
    written((output) => functionOf(codec, name).writeCall(output, 1, [value]));
  const read = (bytes: Uint8Array, limits: Partial<ReadLimits>): unknown => {
    const input = new Input({ ...defaultReadLimits, ...limits });
    input.reset(bytes);
    return readCall(codec, input).args[0];
  };
  const refuses = (bytes: Uint8Array, limits: Partial<ReadLimits>, kind: string, message: RegExp): void =>
    assert.throws(() => read(bytes, limits), { name: "ProtocolError", kind, message });

  test(`${protocol}: strings and binaries as long as the limit are read, a byte longer are refused`, () => {
    const limits = { maxStringSize: 50 };
    for (const length of [49, 50]) {
      assert.equal(read(call("text", "a".repeat(length)), limits), "a".repeat(length));
      assert.equal((read(call("bytes", new Uint8Array(length)), limits) as Uint8Array).length, length);
    }
    assert.equal(read(call("text", "é".repeat(25)), limits), "é".repeat(25), "bytes count, not characters");
    const message = /^a string of 51 bytes; the limit is 50$/;
    refuses(call("text", "a".repeat(51)), limits, "SIZE_LIMIT", message);
    refuses(call("bytes", new Uint8Array(51)), limits, "SIZE_LIMIT", message);
  });

  test(`${protocol}: containers as large as the limit are read, with one more are refused`, () => {
    const limits = { maxContainerSize: 50 };
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
    for (const count of [49, 50]) {
      assert.deepEqual(read(call("list", numbers(count)), limits), numbers(count));
      assert.equal((read(call("set", new Set(numbers(count))), limits) as Set<number>).size, count);
      const pairs = new Map(numbers(count).map((n) => [String(n), n]));
      assert.equal((read(call("map", pairs), limits) as Map<string, number>).size, count);
    }
    const message = /^a container of 51 elements; the limit is 50$/;
    refuses(call("list", numbers(51)), limits, "SIZE_LIMIT", message);
    refuses(call("set", new Set(numbers(51))), limits, "SIZE_LIMIT", message);
    refuses(call("map", new Map(numbers(51).map((n) => [String(n), n]))), limits, "SIZE_LIMIT", message);
  });

  test(`${protocol}: what is passed over is held to the same limits`, () => {
    const other = compileCodec(unknown, protocol);
    const bytes = (texts: readonly string[]) =>
      written((output) => functionOf(other, "text").writeCall(output, 1, [texts]));
    const limits = { maxStringSize: 10, maxContainerSize: 3 };
    assert.equal(read(bytes(["a".repeat(10), "", "b"]), limits), undefined);
    refuses(bytes(["a".repeat(11)]), limits, "SIZE_LIMIT", /^a string of 11 bytes/);
    refuses(bytes(["", "", "", ""]), limits, "SIZE_LIMIT", /^a container of 4 elements/);
  });

  test(`${protocol}: structs nested as deep as the limit are read and written, a level deeper are refused`, () => {
    const tree = (levels: number): object => (levels === 1 ? {} : { left: tree(levels - 1) });
    const deep = (levels: number): Uint8Array => {
      const output = new Output(64, { maxDepth: 2000, maxReplySize: 0 });
      functionOf(codec, "tree").writeCall(output, 1, [tree(levels)]);
      return output.bytes.slice(0, output.position);
    };
    for (const maxDepth of [2, 64, 1000]) {
      read(deep(maxDepth - 1), { maxDepth });
      const message = new RegExp(`^structs and containers are nested more than ${maxDepth} deep$`);
      refuses(deep(maxDepth), { maxDepth }, "DEPTH_LIMIT", message);
      assert.throws(
        () =>
          functionOf(codec, "tree").writeReply(
            new Output(64, { maxDepth, maxReplySize: 0 }),
            1,
            tree(maxDepth),
          ),
        new RegExp(`nested more than ${maxDepth} deep`),
      );
    }
  });

  test(`${protocol}: a message is read when its memory is exactly the limit, and refused for a byte more`, () => {
    const message = call("lists", [[1, 2, 3], [4]]);
    const cost = 3 * memory.list + 2 * memory.slot + 4 * memory.slot;
    assert.deepEqual(read(message, { maxDecodedSize: cost }), [[1, 2, 3], [4]]);
    const refusal = new RegExp(`^decoded, the message takes more than ${cost - 1} bytes of memory$`);
    refuses(message, { maxDecodedSize: cost - 1 }, "SIZE_LIMIT", refusal);
  });

  test(`${protocol}: the memory is counted anew for each message`, () => {
    const message = call("text", "a".repeat(100));
    const input = new Input({ ...defaultReadLimits, maxDecodedSize: 300 });
    for (let i = 0; i < 10; i++) {
      input.reset(message);
      assert.deepEqual(readCall(codec, input).args, ["a".repeat(100)]);
    }
  });

  test(`${protocol}: millions of empty structs are refused before one of them is made`, () => {
    const bytes = claim(protocol, call("empties", [{}]), 5_000_000);
    const before = process.memoryUsage().rss;
    refuses(bytes, {}, "SIZE_LIMIT", /^decoded, the message takes more than 268435456 bytes/);
    assert.ok(process.memoryUsage().rss - before < 32_000_000, "nothing was made");
  });

  test(`${protocol}: a tree of structs, which no container counts, is refused within the budget`, () => {
    // A left and a right one in each: 131,071 structs in a few bytes each.
    let value: object = {};
    for (let level = 0; level < 16; level++) value = { left: value, right: value };
    const message = call("tree", value);
    read(message, { maxDecodedSize: 2 ** 17 * memory.smallestStruct });
    refuses(message, { maxDecodedSize: 2 ** 16 * memory.smallestStruct }, "SIZE_LIMIT", /^decoded/);
  });

  test(`${protocol}: a function that is not there, and its head, take no memory of the next message`, () => {
    const input = new Input({ ...defaultReadLimits, maxDecodedSize: 1 });
    input.reset(call("text", ""));
    const head = newHead();
    codec.readMessageBegin(input, head);
    assert.equal(head.name, "text");
    assert.throws(
      () => codec.functions[head.index]!.invoke(input, () => 1, undefined, undefined),
      ProtocolError,
    );
  });
}

const many = <T>(make: (index: number) => T): T[] => Array.from({ length: 100_000 }, (_, i) => make(i));

/** Values of every kind, of which there are 100,000 in a message. */
const kinds: Readonly<Record<string, () => unknown>> = {
  empties: () => many(() => ({})),
  list: () => many((i) => i),
  longs: () => many((i) => 2n ** 62n + BigInt(i)),
  doubles: () => many((i) => i * 1.1),
  uuids: () => many((i) => `00112233-4455-6677-8899-${String(i).padStart(12, "0")}`),
  texts: () => many((i) => `${i} привет`),
  binaries: () => many(() => new Uint8Array(8)),
  lists: () => many((i) => [i]),
  sets: () => many((i) => new Set([i])),
  maps: () => many((i) => new Map([[i, i]])),
  setOfLongs: () => new Set(many((i) => 2n ** 62n + BigInt(i))),
  pairs: () => new Map(many((i) => [i * 1.1, i * 1.3])),
  map: () => new Map(many((i) => [`key number ${i}`, i])),
  wide: () => many(() => ({})),
  defaults: () => many(() => ({})),
};

/**
 * The budget is an estimate: it must not be below what decoding takes. What garbage the engine has not
 * collected yet is in the figure, so half as much again is allowed for.
 */
for (const [name, value] of Object.entries(kinds)) {
  test(`the memory that ${name} are charged covers what they take`, () => {
    const codec = compileCodec(tested, "compact");
    const message = written((output) => functionOf(codec, name).writeCall(output, 1, [value()]));
    const input = new Input({ ...defaultReadLimits, maxDecodedSize: 2 ** 40 });
    const kept: unknown[] = [];
    const read = () => {
      input.reset(message);
      kept.push(readCall(codec, input).args);
    };
    read(); // compiled, and the heap has grown
    const before = process.memoryUsage();
    for (let i = 0; i < 4; i++) read();
    const after = process.memoryUsage();
    const taken = Math.min(after.rss - before.rss, Math.max(after.heapUsed - before.heapUsed, 0)) / 4;
    const counting = new CountingInput({ ...defaultReadLimits, maxDecodedSize: 2 ** 40 });
    counting.reset(message);
    readCall(codec, counting);
    const { charged } = counting;
    assert.ok(taken < charged * 1.5 + 4_000_000, `${taken} bytes taken, ${charged} charged`);
    assert.equal(kept.length, 5);
  });
}

/** Adds up what a message is charged. */
class CountingInput extends Input {
  charged = 0;

  override charge(bytes: number): void {
    this.charged += bytes;
    super.charge(bytes);
  }
}

/** The message of a list of one empty struct, made one of `count`. */
function claim(protocol: string, message: Uint8Array, count: number): Uint8Array {
  if (protocol === "json") {
    const text = new TextDecoder().decode(message);
    const many = `["rec",${count}${",{}".repeat(count)}]`;
    return new TextEncoder().encode(text.replace('["rec",1,{}]', many));
  }
  if (protocol === "binary") {
    const at = message.length - 6; // the length, the struct, the arguments' end
    const bytes = new Uint8Array(at + 4 + count + 1);
    bytes.set(message.subarray(0, at));
    new DataView(bytes.buffer).setInt32(at, count);
    return bytes;
  }
  const at = message.length - 3; // the list's header, the struct, the arguments' end
  const length = [
    0xfc,
    (count & 127) | 128,
    ((count >> 7) & 127) | 128,
    ((count >> 14) & 127) | 128,
    count >> 21,
  ];
  const bytes = new Uint8Array(at + length.length + count + 1);
  bytes.set(message.subarray(0, at));
  bytes.set(length, at);
  return bytes;
}
