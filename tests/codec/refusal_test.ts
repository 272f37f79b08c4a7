// Values that writers accept besides the exact type, and refusals of the rest.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileCodec } from "../../src/codec/compile.ts";
import type { Type } from "../../src/schema/schema.ts";
import { functionOf, inputOf, protocols, readCall, written } from "../fixtures/messages.ts";
import { base, field, list, map, service, set, struct } from "./built.ts";

const i32 = base("i32");
const string = base("string");
const colour: Type = { kind: "enum", name: "t.Colour" };
const item = {
  Item: [field(1, "label", string), field(2, "n", i32, "required")],
  U: [field(1, "a", i32), field(2, "b", i32)],
};
const structs = {
  ...item,
  Result: [field(1, "items", list(struct("Item"))), field(2, "by", map(string, struct("Item")))],
};
const functions: Record<string, Type> = {
  ...Object.fromEntries(
    (["bool", "byte", "i16", "i32", "i64", "double", "string", "binary", "uuid"] as const).map((kind) => [
      kind,
      base(kind),
    ]),
  ),
  ...{
    get: struct("Result"),
    union: struct("U"),
    list: list(i32),
    set: set(i32),
    map: map(string, i32),
    keys: map(i32, string),
  },
  ...{
    wide: map(base("i64"), i32),
    odd: map(base("double"), i32),
    en: colour,
    ens: list(colour),
    enSet: set(colour),
    byEn: map(colour, i32),
    many: { kind: "enum", name: "t.Many" },
    self: struct("Self"),
  },
};
const tested = service(functions, { ...structs, Self: [field(1, "self", struct("Self"))] }, ["U"]);

for (const protocol of protocols) {
  const codec = compileCodec(tested, protocol);
  const write = (name: string, value: unknown): Uint8Array =>
    written((output) => functionOf(codec, name).writeCall(output, 1, [value]));
  const accepts = (name: string, value: unknown, as: unknown): void =>
    assert.deepEqual(readCall(codec, inputOf(write(name, value))).args, [as], name);
  const refuses = (name: string, value: unknown, message: string): void =>
    assert.throws(() => written((output) => functionOf(codec, name).writeReply(output, 1, value)), {
      name: "ValueError",
      message: `Test.${name} result${message}`,
    });

  test(`${protocol}: sensible stand-ins for the exact type are accepted`, () => {
    for (const kind of ["byte", "i16", "i32", "en"]) accepts(kind, -5n, -5);
    for (const [name, value] of Object.entries({ RED: 1, GREEN: 2, DARK_BLUE: 4 }))
      accepts("en", name, value);
    accepts("en", 77, 77); // no member, as Apache's libraries let through
    accepts("ens", ["RED", 2, 4n], [1, 2, 4]);
    accepts("enSet", new Set(["RED", "GREEN"]), new Set([1, 2]));
    accepts("byEn", { RED: 1, "4": 2 }, new Map([[1, 1], [4, 2]])); // biome-ignore format: a table
    accepts("byEn", new Map([["GREEN", 5]]), new Map([[2, 5]]));
    accepts("i64", Number.MAX_SAFE_INTEGER, BigInt(Number.MAX_SAFE_INTEGER));
    accepts("i32", -0, 0);
    accepts("double", 3, 3);
    accepts("binary", Uint8Array.of(1, 2).buffer, Uint8Array.of(1, 2));
    accepts("binary", new DataView(Uint8Array.of(1, 2).buffer, 1), Uint8Array.of(2));
    accepts("binary", Uint16Array.of(258), Uint8Array.of(2, 1));
    accepts("list", Int32Array.of(1, -2), [1, -2]);
    accepts("list", new Set([1, 2]), [1, 2]);
    accepts("list", [1, 2].values(), [1, 2]);
    accepts("set", [1, 2], new Set([1, 2]));
    accepts("map", { a: 1, __proto__: null }, new Map([["a", 1]]));
    accepts("map", JSON.parse('{"__proto__": 1}'), new Map([["__proto__", 1]]));
    accepts("keys", { 1: "a", "-2": "b" }, new Map([[1, "a"], [-2, "b"]])); // biome-ignore format: a table
    accepts("wide", { "9223372036854775807": 1 }, new Map([[2n ** 63n - 1n, 1]]));
    accepts("uuid", "00112233-4455-6677-8899-AABBCCDDEEFF", "00112233-4455-6677-8899-aabbccddeeff");
    accepts("string", "a\ud800b", "a\ufffdb");
    accepts("string", `${"long".repeat(20)}\udc00`, `${"long".repeat(20)}\ufffd`);
    accepts("union", { a: 1, b: null }, { a: 1 });
    class Thrown extends Error {
      label = "own";
      get n(): number {
        return 5;
      }
    }
    accepts("get", { items: [new Thrown()] }, { items: [{ label: "own", n: 5 }], by: undefined });
  });

  test(`${protocol}: everything else is refused by name and place`, () => {
    refuses("i32", "x", ': expected i32, got "x"');
    refuses("i32", undefined, ": expected i32, got undefined");
    refuses("i32", null, ": expected i32, got null");
    refuses("i32", 2147483648, ": expected i32, got 2147483648");
    refuses("i32", 1.5, ": expected i32, got 1.5");
    refuses("i32", Number.NaN, ": expected i32, got NaN");
    refuses("i32", 2n ** 31n, ": expected i32, got 2147483648n");
    const colour = "expected Colour: RED 1, GREEN 2, DARK_BLUE 4";
    refuses("en", "red", `: ${colour}, got "red"; did you mean RED?`);
    refuses("en", "darkblu", `: ${colour}, got "darkblu"; did you mean DARK_BLUE?`);
    refuses("en", "x", `: ${colour}, got "x"`);
    refuses("en", "toString", `: ${colour}, got "toString"`);
    refuses("en", 1.5, `: ${colour}, got 1.5`);
    refuses("en", 2 ** 31, `: ${colour}, got 2147483648`);
    refuses("en", undefined, `: ${colour}, got undefined`);
    refuses("ens", [1, "GREN"], `[1]: ${colour}, got "GREN"; did you mean GREEN?`);
    refuses("byEn", { PURPLE: 1 }, ` key: ${colour}, got "PURPLE"`);
    const many = "M0 0, M1 1, M2 2, M3 3, M4 4, M5 5, M6 6, M7 7, M8 8, M9 9 and 90 more";
    refuses("many", "M", `: expected Many: ${many}, got "M"`);
    refuses("byte", 128, ": expected byte, got 128");
    refuses("i16", -32769, ": expected i16, got -32769");
    refuses("i64", 2 ** 53, ": expected i64, got 9007199254740992");
    refuses("i64", 2n ** 63n, ": expected i64, got 9223372036854775808n");
    refuses("double", 1n, ": expected double, got 1n");
    refuses("bool", 1, ": expected bool, got 1");
    refuses("string", new String("x"), ": expected string, got an object");
    refuses("binary", "text", ': expected binary, got "text"');
    refuses("binary", [1], ": expected binary, got an array of 1");
    refuses("uuid", "0011", ': expected uuid, got "0011"');
    refuses("list", "abc", ': expected list, got "abc"');
    refuses("list", new Map(), ": expected list, got a Map");
    refuses("list", [1, undefined, 3], "[1]: expected i32, got undefined");
    refuses("set", 5, ": expected set, got 5");
    refuses("map", [1], ": expected map, got an array of 1");
    refuses("map", new Map([[1, 1]]), " key: expected string, got 1");
    refuses("map", new Map([["k", "v"]]), '["k"]: expected i32, got "v"');
    refuses("keys", { one: "a" }, ' key: expected an integer, got "one"');
    refuses("odd", { 1: 1 }, ": expected map, got an object");
    refuses(
      "get",
      {
        items: [
          { label: "a", n: 1 },
          { label: 5, n: 1 },
        ],
      },
      ".items[1].label: expected string, got 5",
    );
    refuses("get", { items: [{}] }, ".items[0].n: expected i32, got undefined");
    refuses("get", { by: { a: 3 } }, '.by["a"]: expected Item, got 3');
    refuses("get", [], ": expected Result, got []");
    refuses("get", new Map([["items", []]]), ": expected Result, got a Map");
    refuses("union", {}, ": expected U to have one field set, got 0");
    refuses("union", { a: 1, b: 2 }, ": expected U to have one field set, got 2");
    const self: Record<string, unknown> = {};
    self.self = self;
    assert.throws(() => write("self", self), { name: "ValueError", message: /nested more than 64 deep/ });
  });

  test(`${protocol}: an error of a value's own getter passes through as it is`, () => {
    const error = new Error("mine");
    const value = {
      get items(): never {
        throw error;
      },
    };
    assert.throws(() => write("get", value), error);
  });
}
