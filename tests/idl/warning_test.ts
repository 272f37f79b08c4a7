// Doubtful IDL, which is accepted with a warning.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, warningsOf } from "../fixtures/temporary_files.ts";

const doubtful: readonly [source: string, ...warnings: string[]][] = [
  ["struct A { i32 a }", "1:16: a has no id and gets -1, which depends on the order of the fields"],
  ["struct A { 0: i32 a }", "1:12: ids are positive: a gets -1 instead of 0"],
  ["struct A { -1: i32 a, -2: i32 b }"],
  ["union U { 1: required i32 a }", "1:27: fields of a union are optional: required is ignored"],
  ["service S { void f(1: optional i32 a) }", "1:36: optional is ignored for an argument"],
  [
    "exception E {}\nservice S { void f() throws (1: required E e) }",
    "2:44: required is ignored in a throws clause",
  ],
  ["service S { async void f() }", "1:13: async is deprecated: write oneway"],
  [
    "exception E {}\nstruct A { 1: E e }",
    "2:15: exception E is used as a value, which newer compilers refuse: use a struct",
  ],
  [
    "exception E {}\nservice S { E f(1: E e) throws (1: E e) }",
    "2:13: exception E is used as a value, which newer compilers refuse: use a struct",
    "2:20: exception E is used as a value, which newer compilers refuse: use a struct",
  ],
  ["const map<i32, i32> a = {1: 2, 1: 3}", "1:32: the key is given twice: the later value counts"],
  ['struct A { 1: i32 a }\nconst A b = {"a": 1, "a": 2}', "2:22: a is given twice: the later value counts"],
  ["struct A { 1: required i32 a }\nconst A b = {}", "2:13: the required field a of A is missing"],
  ["struct A { 1: required i32 a = 1 }\nconst A b = {}"],
  ["const list<i32> a = {}\nconst map<i32, i32> b = []\nstruct A {}\nconst i32 A = 1"],
];

test("doubtful files are accepted with a warning at the place", () => {
  for (const [source, ...warnings] of doubtful) assert.deepEqual(warningsOf(source), warnings, source);
});

test("of a key that is given twice the later value counts", () => {
  assert.deepEqual(load("const map<i32, i32> a = {1: 2, 1: 3}").constants["x.a"]?.value, {
    kind: "map",
    entries: [
      [
        { kind: "number", value: 1 },
        { kind: "number", value: 3 },
      ],
    ],
  });
});

test("ids that are not positive are counted down, unless negative ids are allowed", () => {
  const source = "struct A { 0: i32 a, -5: i32 b, i32 c, 3: i32 d }";
  const ids = (allowNegativeFieldIds: boolean) =>
    load(source, { allowNegativeFieldIds }).structs["x.A"]!.fields.map(({ id }) => id);
  assert.deepEqual(ids(false), [-1, -2, -3, 3]);
  assert.deepEqual(ids(true), [0, -5, -6, 3]);
});

test("a typedef may be called uuid, as files older than the type do", () => {
  const field = load("typedef string uuid\nstruct A { 1: uuid id }").structs["x.A"]?.fields[0];
  assert.deepEqual(field?.type, { kind: "string" });
});
