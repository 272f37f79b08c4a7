// Values as JSON: what is written is read back, and what does not fit is told with its place.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Type } from "../../src/schema/schema.ts";
import { fromJson } from "../../src/value_json/from_json.ts";
import { parseJson } from "../../src/value_json/parse.ts";
import { toJson } from "../../src/value_json/to_json.ts";
import { load } from "../fixtures/temporary_files.ts";

const schema = load(`
  enum Op { ADD = 1, SUB = 2 }
  struct Item { 1: required string label, 2: optional i32 count }
  union Choice { 1: i32 number, 2: string text }
  struct All {
    1: bool flag, 2: byte small, 3: i64 big, 4: double ratio, 5: binary bytes, 6: uuid id, 7: Op op,
    8: list<Item> items, 9: set<i32> numbers, 10: map<i64, string> byBig, 11: map<Item, list<Op>> byItem, 12: Choice choice,
    13: map<Op, bool> byOp, 14: map<double, i32> byDouble, 15: map<bool, i32> byFlag,
  }
`);
const all: Type = { kind: "struct", name: "x.All" };

const value = {
  flag: true,
  small: -128,
  big: 2n ** 63n - 1n,
  ratio: Number.NEGATIVE_INFINITY,
  bytes: Uint8Array.from({ length: 20_000 }, (_, index) => index & 255),
  id: "00112233-4455-6677-8899-aabbccddeeff",
  op: 7,
  items: [{ label: "é", count: 0 }, { label: "__proto__" }],
  numbers: new Set([1, -2]),
  byBig: new Map([[-(2n ** 63n), "least"]]),
  byItem: new Map([[{ label: "key" }, [1, 2]]]),
  choice: { text: "" },
  byOp: new Map([
    [1, true],
    [9, false],
  ]),
  byDouble: new Map([[Number.NaN, 1]]),
  byFlag: new Map([[false, 0]]),
};

test("every kind of value comes back as it was, through text", () => {
  const text = JSON.stringify(toJson(schema, all, value));
  assert.deepEqual(fromJson(schema, all, parseJson(text), "all"), value);
});

test("the form is the documented one", () => {
  const { bytes: _, ...rest } = value;
  assert.deepEqual(toJson(schema, all, { ...rest, bytes: Uint8Array.of(255, 0), items: undefined }), {
    flag: true,
    small: -128,
    big: "9223372036854775807",
    ratio: "-Infinity",
    bytes: "/wA=",
    id: "00112233-4455-6677-8899-aabbccddeeff",
    op: 7,
    numbers: [1, -2],
    byBig: { "-9223372036854775808": "least" },
    byItem: [[{ label: "key" }, ["ADD", "SUB"]]],
    choice: { text: "" },
    byOp: { ADD: true, "9": false },
    byDouble: [["NaN", 1]],
    byFlag: { false: 0 },
  });
  assert.equal(toJson(schema, undefined, undefined), null);
});

test("more is read than is written", () => {
  const read = (json: string) => fromJson(schema, all, parseJson(json), "all");
  assert.deepEqual(read('{"big": 9007199254740993, "op": 2, "bytes": "/wA", "small": null}'), {
    big: 9007199254740993n,
    op: 2,
    bytes: Uint8Array.of(255, 0),
  });
  assert.deepEqual(read('{"byBig": [["1", "a"], [2, "b"]]}'), {
    byBig: new Map([
      [1n, "a"],
      [2n, "b"],
    ]),
  });
});

const misfits: readonly [json: string, message: string][] = [
  ['{"flag": 1}', "all.flag: expected true or false, got 1"],
  ['{"small": 128}', "all.small: expected a whole number of 8 bits, got 128"],
  ['{"big": 9223372036854775808}', "all.big: expected a whole number of 64 bits, or its digits in a string"],
  ['{"ratio": "nan"}', 'all.ratio: expected a number, "NaN", "Infinity" or "-Infinity", got "nan"'],
  ['{"bytes": "?"}', 'all.bytes: expected binary, as a string of base64, got "?"'],
  ['{"op": "AD"}', 'all.op: expected a member of Op: ADD, SUB, got "AD"; did you mean ADD?'],
  [
    '{"items": [{"label": "a"}, {"labl": "b"}]}',
    "all.items[1].labl: Item has no field of this name; did you mean label?",
  ],
  ['{"items": [{}]}', "all.items[0].label: missing; Item requires it"],
  ['{"byBig": {"x": "y"}}', 'all.byBig["x"] key: expected a whole number of 64 bits'],
  ['{"byItem": {}}', "all.byItem: expected an array of pairs, [[key, value]], got an object"],
  [
    '{"choice": {"number": 1, "text": ""}}',
    "all.choice: expected exactly one field of the union Choice, got 2",
  ],
  ["[]", "all: expected an object with the fields of All, got []"],
];

for (const [json, message] of misfits) {
  test(`${json} is refused`, () => {
    assert.throws(
      () => fromJson(schema, all, parseJson(json), "all"),
      (error: Error) => error.name === "ValueJsonError" && error.message.startsWith(message),
    );
  });
}
