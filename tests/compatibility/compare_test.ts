// Two versions of an IDL: each change that breaks somebody is found, and no other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compareSchemas } from "../../src/compatibility/compare.ts";
import { type RuleName, rules } from "../../src/compatibility/rules.ts";
import { load } from "../fixtures/temporary_files.ts";

/** An older and a newer text, and what breaks between them. */
const changes: readonly [older: string, newer: string, rule: RuleName, message: string][] = [
  ["service A {} service B {}", "service B {}", "service-removed", "the service A is gone"],
  ["service A { void f() }", "service B { void f() }", "service-removed", "the service A is B now"],
  ["service A { void f() }", "service A { void g() }", "function-removed", "A.f is gone"],
  ["service A { void f() }", "service A { oneway void f() }", "oneway-changed", "A.f is oneway now"],
  [
    "service A { void f() }",
    "service A { i32 f() }",
    "result-type-changed",
    "what A.f returns was void and is i32",
  ],
  [
    "service A { list<map<string, i32>> f() }",
    "service A { list<map<string, i64>> f() }",
    "result-type-changed",
    "what A.f returns was list<map<string, i32>> and is list<map<string, i64>>",
  ],
  ["struct S { 1: i32 a }", "struct S { 2: i32 a }", "field-id-changed", "S.a had the id 1 and has 2"],
  ["struct S { 1: i32 a }", "struct S { 1: double b }", "field-type-changed", "S.b was i32 and is double"],
  [
    "struct S { 1: list<i32> a }",
    "struct S { 1: set<i32> a }",
    "field-type-changed",
    "S.a was list<i32> and is set<i32>",
  ],
  [
    "struct S { 1: string a }",
    "struct S { 1: binary a }",
    "string-binary-changed",
    "S.a was string and is binary",
  ],
  ["struct S {}", "struct S { 1: required i32 a }", "required-field-added", "S.a is new, and required"],
  ["struct S { 1: required i32 a }", "struct S {}", "required-field-removed", "S.a is gone"],
  ["struct S { 1: i32 a }", "struct S { 1: required i32 a }", "became-required", "S.a is required now"],
  [
    "struct S { 1: required i32 a }",
    "struct S { 1: i32 a }",
    "no-longer-required",
    "S.a is no longer required",
  ],
  ["struct S { 1: optional i32 a }", "union S { 1: i32 a }", "kind-changed", "S was a struct and is a union"],
  ["union S { 1: i32 a, 2: i32 b }", "union S { 1: i32 a }", "union-field-removed", "S.b is gone"],
  [
    "exception E {} service A { i32 f() throws (1: E e) }",
    "exception E {} service A { i32 f() }",
    "exception-removed",
    "e of A.f is gone",
  ],
  [
    "exception E {} service A { void f() }",
    "exception E {} service A { void f() throws (1: E e) }",
    "exception-added-to-void",
    "e of A.f is new",
  ],
  ["enum E { A = 1 }", "enum E { A = 2 }", "enum-value-changed", "E.A was 1 and is 2"],
  ["enum E { A = 1, B = 2 }", "enum E { A = 1 }", "enum-value-removed", "E.B, 2, is gone"],
];

for (const [older, newer, rule, message] of changes) {
  test(`${rule}: ${older} -> ${newer}`, () => {
    const found = compareSchemas(load(older), load(newer));
    assert.deepEqual(
      found.map((change) => [change.rule, change.message]),
      [[rule, message]],
    );
  });
}

test("changes behind other names of types are found, in recursive ones too, each once", () => {
  const older = "struct Node { 1: i32 n, 2: list<Node> next } service A { Node f(1: Node node), Node g() }";
  const newer = "struct Tree { 1: i64 n, 2: list<Tree> next } service A { Tree f(1: Tree tree), Tree g() }";
  assert.deepEqual(
    compareSchemas(load(older), load(newer)).map(({ definition, member }) => [definition, member]),
    [["x.Tree", "n"]],
  );
});

test("what breaks nothing is passed over", () => {
  const older = `enum E { A = 1 } typedef i32 Int struct S { 1: i32 a, 2: E e, 3: string gone } union U { 1: i32 a }
    service P { void p() } service A extends P { i32 f(1: S s) }`;
  const newer = `enum E { FIRST = 1, SECOND = 2 } struct S { 1: i32 renamed, 2: i32 e, 4: optional U u }
    union U { 1: i32 a, 2: i32 b } service P {} service A { void p(), E f(1: S s, 2: i32 more), void g() }`;
  assert.deepEqual(
    compareSchemas(load(older), load(newer)).map(({ message }) => message),
    ["P.p is gone"],
  );
});

test("docs/compatibility.md has each rule with its reason", () => {
  const page = readFileSync(new URL("../../docs/compatibility.md", import.meta.url), "utf8");
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const written = page
    .split("### ")
    .slice(1)
    .map((part) => `### ${part.trim()}`);
  assert.deepEqual(
    written,
    Object.entries(rules).map(
      ([name, { summary, reason }]) => `### ${name}\n\n${capital(summary)}: ${reason}.`,
    ),
  );
  assert.deepEqual([...new Set(changes.map(([, , rule]) => rule))].sort(), Object.keys(rules).sort());
});
