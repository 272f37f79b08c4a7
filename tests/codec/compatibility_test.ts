// Peers whose IDL is newer, older or just different: what is read, what is passed over, what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import type { Type } from "../../src/schema/schema.ts";
import type { ResolvedService } from "../../src/schema/service.ts";
import { inputOf, protocols, readCall, readReply, written } from "../fixtures/messages.ts";
import { base, field, list, map, service, set, struct } from "./built.ts";

const i32 = base("i32");
const string = base("string");

for (const protocol of protocols) {
  const write = (from: ResolvedService, ...args: unknown[]): Uint8Array =>
    written((output) => compileCodec(from, protocol).functions[0]!.writeCall(output, 1, args));
  const read = (to: ResolvedService, message: Uint8Array): unknown => {
    const input = inputOf(message);
    const { args } = readCall(compileCodec(to, protocol), input);
    assert.equal(input.position, input.end);
    return args[0];
  };

  test(`${protocol}: fields that the IDL does not know are passed over, whatever their types`, () => {
    const inner = [field(1, "deep", list(map(i32, set(string)))), field(2, "on", base("bool"))];
    const newer = service(
      { f: struct("S") },
      {
        Inner: inner,
        S: [
          field(1, "a", i32),
          ...(["bool", "byte", "i16", "i32", "i64", "double", "string", "binary", "uuid"] as const).map(
            (kind, index) => field(20 + index * 20, kind, base(kind)),
          ),
          field(2, "bools", list(base("bool"))),
          field(3, "inner", struct("Inner")),
          field(4, "empty", map(i32, i32)),
          field(6, "full", map(base("bool"), list(base("double")))),
          field(7, "structs", list(struct("Inner"))),
          field(8, "wide", list(base("i64"))),
          field(9, "off", base("bool")),
          field(300, "z", string),
        ],
      },
    );
    const value = {
      ...{
        a: 1,
        bool: true,
        byte: 1,
        i16: 300,
        i32: 70000,
        i64: 2n ** 60n,
        double: 1.5,
        string: "s",
        binary: new Uint8Array(3),
      },
      ...{
        uuid: "00112233-4455-6677-8899-aabbccddeeff",
        bools: Array(20).fill(true),
        empty: new Map(),
        z: "last",
        off: false,
      },
      ...{ inner: { deep: [new Map([[1, new Set(["x"])]])], on: true }, full: new Map([[true, [1.5]]]) },
      ...{ structs: [{ on: false }, {}], wide: [1n, -(2n ** 62n)] },
    };
    const older = service({ f: struct("S") }, { S: [field(1, "a", i32), field(300, "z", string)] });
    assert.deepEqual(read(older, write(newer, value)), { a: 1, z: "last" });
  });

  test(`${protocol}: a field of another type than declared counts as absent`, () => {
    const types: Type[] = [
      i32,
      base("i64"),
      string,
      base("bool"),
      list(i32),
      set(i32),
      map(i32, i32),
      struct("S"),
    ];
    const values = [5, 5n, "five", true, [5], new Set([5]), new Map([[5, 5]]), { x: 5, y: "y" }];
    const structs = { S: [field(1, "x", i32), field(2, "y", string)] };
    for (const [sent, type] of types.entries()) {
      for (const [declared, other] of types.entries()) {
        if (sent === declared) continue;
        const from = service(
          { f: struct("T") },
          { ...structs, T: [field(1, "v", type), field(2, "w", i32)] },
        );
        const to = service({ f: struct("T") }, { ...structs, T: [field(1, "v", other), field(2, "w", i32)] });
        assert.deepEqual(read(to, write(from, { v: values[sent], w: 9 })), { v: undefined, w: 9 });
      }
    }
  });

  test(`${protocol}: a container with elements of another type counts as absent; an empty one does not`, () => {
    const pairs: [Type, unknown, Type, unknown][] = [
      [list(i32), [1, 2], list(string), []],
      [list(base("bool")), [true], list(base("byte")), []],
      [set(string), new Set(["a"]), set(i32), new Set()],
      [map(string, i32), new Map([["a", 1]]), map(string, string), new Map()],
      [map(i32, i32), new Map([[1, 1]]), map(base("bool"), i32), new Map()],
    ];
    for (const [sent, value, declared, empty] of pairs) {
      const from = service({ f: struct("T") }, { T: [field(1, "v", sent), field(2, "w", i32)] });
      const to = service({ f: struct("T") }, { T: [field(1, "v", declared), field(2, "w", i32)] });
      assert.deepEqual(read(to, write(from, { v: value, w: 9 })), { v: undefined, w: 9 });
      const none = sent.kind === "map" ? new Map() : [];
      assert.deepEqual(read(to, write(from, { v: none, w: 9 })), { v: empty, w: 9 });
    }
    const from = service({ f: list(list(i32)) });
    const to = service({ f: list(list(string)) });
    assert.throws(() => read(to, write(from, [[1]])), {
      kind: "INVALID_DATA",
      message: /Test\.f argument value holds elements/,
    });
  });

  test(`${protocol}: fields are read in any order, and of two with one id the last counts`, () => {
    const swapped = service({ f: [field(2, "b", string), field(1, "a", i32)] });
    const again = service({ f: [field(1, "a", i32), field(2, "b", string)] });
    const { args } = readCall(compileCodec(again, protocol), inputOf(write(swapped, "two", 1)));
    assert.deepEqual(args, [1, "two"]);
    const doubled = service(
      { f: struct("S") },
      { S: [field(1, "a", i32), field(2, "b", string), field(1, "c", i32)] },
    );
    const single = service({ f: struct("S") }, { S: [field(2, "b", string), field(1, "a", i32)] });
    assert.deepEqual(read(single, write(doubled, { a: 1, b: "two", c: 3 })), { b: "two", a: 3 });
  });

  test(`${protocol}: what is required and missing is named with its place`, () => {
    const older = service({ f: struct("S") }, { S: [field(1, "a", i32)] });
    const newer = service(
      { f: [field(1, "s", struct("S")), field(2, "n", i32, "required")] },
      { S: [field(1, "a", i32), field(2, "op", i32, "required")] },
    );
    assert.throws(() => read(newer, write(older, { a: 1 })), {
      name: "ProtocolError",
      kind: "MISSING_FIELD",
      message: "Test.f argument s: S.op is required",
    });
    const none = service({ f: [] });
    assert.throws(() => read(newer, write(none)), {
      kind: "MISSING_FIELD",
      message: "Test.f argument n is required",
    });
    const reply = written((output) =>
      compileCodec(none, protocol).functions[0]!.writeReply(output, 1, undefined),
    );
    assert.throws(() => readReply(compileCodec(older, protocol), reply), {
      kind: "MISSING_FIELD",
      message: "Test.f result is required",
    });
  });

  test(`${protocol}: defaults stand in for what is absent, containers anew each time`, () => {
    const numbers = { kind: "list", elements: [{ kind: "number", value: 7 }] } as const;
    const fields = [
      field(1, "n", i32, "default", { kind: "number", value: -1 }),
      field(2, "l", list(i32), "optional", numbers),
      field(3, "w", base("i64"), "required", { kind: "i64", value: "-9223372036854775808" }),
      field(4, "o", struct("In"), "default", {
        kind: "struct",
        name: "t.In",
        fields: [["x", { kind: "number", value: 3 }]],
      }),
      field(5, "b", base("binary"), "default", { kind: "binary", value: "é" }),
    ];
    const structs = {
      In: [field(1, "x", i32), field(2, "y", string, "default", { kind: "string", value: "why" })],
    };
    const to = service(
      { f: [field(1, "s", struct("S")), field(2, "l", list(i32), "default", numbers)] },
      { ...structs, S: fields },
    );
    const codec = compileCodec(to, protocol);
    // Sent with its defaults, but without the optional field.
    const message = written((output) => codec.functions[0]!.writeCall(output, 1, [{}, null]));
    const [one, other] = [1, 2].map(
      () => readCall(codec, inputOf(message)).args as [Record<string, unknown>, unknown],
    );
    const bytes = Uint8Array.of(0xc3, 0xa9);
    assert.deepEqual(one, [{ n: -1, l: [7], w: -(2n ** 63n), o: { x: 3, y: "why" }, b: bytes }, [7]]);
    assert.notEqual(one![0].l, other![0].l);
    const nothing = service({ f: [field(9, "x", struct("E"))] }, { E: [] });
    assert.deepEqual(readCall(codec, inputOf(write(nothing, {}))).args, [undefined, [7]]);
    const empty = service({ f: struct("E") }, { E: [] });
    const bare = service(
      { f: struct("S") },
      { ...structs, S: fields.filter(({ requiredness }) => requiredness !== "required") },
    );
    assert.deepEqual(read(bare, write(empty, {})), { n: -1, l: [7], o: { x: 3, y: "why" }, b: bytes });
  });

  test(`${protocol}: a union of which no field is known is empty; enum values unknown here are kept`, () => {
    const newer = service({ f: struct("U") }, { U: [field(1, "a", i32), field(2, "b", string)] }, ["U"]);
    const older = service({ f: struct("U") }, { U: [field(1, "a", i32)] }, ["U"]);
    assert.deepEqual(read(older, write(newer, { b: "new" })), {});
    assert.deepEqual(read(older, write(newer, { a: 1 })), { a: 1 });
    const e = service({ f: { kind: "enum", name: "t.Colour" } });
    assert.equal(read(e, write(e, 99)), 99);
  });

  test(`${protocol}: 64 structs inside one another are read, 65 are not, known or unknown; containers between them do not count`, () => {
    const nested = service(
      { f: struct("N") },
      { N: [field(1, "next", struct("N"), "optional"), field(2, "l", list(i32), "optional")] },
    );
    const chain = (depth: number, end: unknown): unknown =>
      depth === 0 ? end : { next: chain(depth - 1, end) };
    const codec = compileCodec(nested, protocol);
    const skipping = compileCodec(service({ f: [] }), protocol);
    // The arguments are the first of the 64.
    const message = written((output) => codec.functions[0]!.writeCall(output, 1, [chain(62, {})]));
    assert.equal(readCall(codec, inputOf(message)).args.length, 1);
    assert.equal(readCall(skipping, inputOf(message)).args.length, 0);
    assert.throws(() => write(nested, chain(63, {})), {
      name: "ValueError",
      message: /nested more than 64 deep/,
    });
    const trees = service({ f: struct("T") }, { T: [field(1, "children", list(struct("T")))] });
    const tree = (depth: number): unknown => ({ children: depth === 0 ? [] : [tree(depth - 1)] });
    assert.deepEqual(read(trees, write(trees, tree(62))), tree(62));
    assert.throws(() => write(trees, tree(63)), { name: "ValueError", message: /nested more than 64 deep/ });
    // One level more, by giving the inner part of a reply to a reader of arguments inside a struct.
    const { open, innermost, close, end } = nesting[protocol];
    const deep = (levels: number): Uint8Array => {
      const around = levels - 1;
      const parts = [...Array(around).fill(open), innermost, ...Array(around).fill(close), end];
      return Uint8Array.from(parts.flat());
    };
    const ignore = (): undefined => undefined;
    codec.functions[0]!.invoke(inputOf(deep(64)), ignore, undefined, undefined);
    skipping.functions[0]!.invoke(inputOf(deep(64)), ignore, undefined, undefined);
    for (const one of [codec, skipping]) {
      assert.throws(() => one.functions[0]!.invoke(inputOf(deep(65)), ignore, undefined, undefined), {
        kind: "DEPTH_LIMIT",
      });
    }
  });
}

const codes = (text: string): number[] => [...new TextEncoder().encode(text)];

/** A struct up to its field 1 which is a struct, an empty struct, what ends one around it, and what ends the message. */
const nesting = {
  binary: { open: [12, 0, 1], innermost: [0], close: [0], end: [] },
  compact: { open: [0x1c], innermost: [0], close: [0], end: [] },
  json: { open: codes('{"1":{"rec":'), innermost: codes("{}"), close: codes("}}"), end: codes("]") },
} as const;
