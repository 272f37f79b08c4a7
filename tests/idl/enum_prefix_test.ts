// Members of enums by another prefix than that of the declared enum: the last part counts, as for Apache's compiler.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { loadIdl } from "../../src/idl/load.ts";
import type { Value } from "../../src/schema/schema.ts";
import { withoutCompiler } from "../fixtures/apache_compiler.ts";
import { withFiles } from "../fixtures/temporary_files.ts";

/** In each `5` is what is meant, or `6` where a constant has the name too. Without the last part the warning were an error. */
const forms: readonly [what: string, source: string, warning: string][] = [
  [
    "another enum's member",
    "enum One { A = 1 } enum Two { A = 5 } const Two K = One.A",
    "expected Two, found One.A, which is of type One",
  ],
  [
    "another enum that has no such member",
    "enum One { A = 1 } enum Two { B = 5 } const Two K = One.B",
    "One has no member B",
  ],
  [
    "an enum without its file",
    "const shared.Status K = Status.ON",
    "unknown constant Status.ON; did you mean shared.Status.ON?",
  ],
  [
    "a file without its enum",
    "const shared.Status K = shared.ON",
    "unknown constant shared.ON; did you mean shared.Status.ON?",
  ],
  [
    "a file that is not there",
    "enum E { A = 5 } const E K = gone.E.A",
    "unknown constant gone.E.A; did you mean E.A?",
  ],
  [
    "a file that only another includes",
    "const shared.Status K = deep.Status.ON",
    "unknown constant deep.Status.ON; x.thrift does not include deep.thrift",
  ],
  [
    "a dotted enum of another file",
    "const shared.Status K = other.shared.Status.ON",
    "unknown constant other.shared.Status.ON; did you mean shared.Status.ON?",
  ],
  [
    "a typedef's name",
    "enum E { A = 5 } typedef E F const F K = G.A",
    "unknown constant G.A; did you mean E.A?",
  ],
  [
    "a struct's name",
    "struct S {} enum E { A = 5 } const E K = S.A",
    "unknown constant S.A; did you mean E.A?",
  ],
  [
    "a constant of another type",
    "const shared.Status K = shared.OFF",
    "9 is the value of no member of shared.Status",
  ],
  [
    "a constant whose value is another member's",
    "const shared.Status K = shared.ON_TOO",
    "shared.ON_TOO is also the name of a member of shared.Status, which counts",
  ],
];

/** The places where a constant may stand, and how to get its value out of that of `K`. */
const places: readonly [wrap: (type: string, name: string) => string, unwrap: (value: Value) => unknown][] = [
  [(type, name) => `const ${type} K = ${name}`, (value) => value],
  [
    (type, name) => `const list<${type}> K = [${name}]`,
    (value) => value.kind === "list" && value.elements[0],
  ],
  [
    (type, name) => `const map<${type}, i32> K = {${name}: 1}`,
    (value) => value.kind === "map" && value.entries[0]![0],
  ],
  [
    (type, name) => `const map<i32, ${type}> K = {1: ${name}}`,
    (value) => value.kind === "map" && value.entries[0]![1],
  ],
  [
    (type, name) => `struct Held { 1: ${type} e } const Held K = {"e": ${name}}`,
    (value) => value.kind === "struct" && value.fields[0]![1],
  ],
];

const shared = {
  "shared.thrift":
    'include "deep.thrift"\nenum Status { ON = 5, OFF = 6, ON_TOO = 6 }\nconst i32 OFF = 9\nconst i32 ON_TOO = 5',
  "deep.thrift": "namespace * deep\nenum Status { ON = 1 }",
};

for (const [what, source, warning] of forms) {
  test(`${what}: the declared enum's member, with a warning`, () => {
    const [, type, name] = /const (\S+) K = (\S+)/.exec(source)!;
    for (const [wrap, unwrap] of places) {
      const text = `include "shared.thrift"\n${source.replace(/const \S+ K = \S+/, wrap(type!, name!))}`;
      withFiles({ ...shared, "x.thrift": text }, (directory) => {
        const told: string[] = [];
        const onWarning = ({ message }: { readonly message: string }) => told.push(message);
        const schema = loadIdl(join(directory, "x.thrift"), { onWarning });
        const value = what.startsWith("a constant") ? 6 : 5;
        assert.deepEqual(unwrap(schema.constants["x.K"]!.value), { kind: "number", value });
        assert.deepEqual(told, [warning], text);
        // More than two parts before the member are too many for the compiler of 0.17.
        if (withoutCompiler || what.startsWith("a dotted")) return;
        const args = ["-r", "--gen", "json", "-o", directory, join(directory, "x.thrift")];
        assert.equal(spawnSync("thrift", args, { timeout: 10_000 }).status, 0, text);
      });
    }
  });
}

test("a name that means a value of the declared enum keeps its meaning", () => {
  const text =
    "enum E { A = 1, B = 2 } typedef E F const E B = E.A const i32 ONE = 1 const list<E> K = [B, F.B, ONE]";
  withFiles({ "x.thrift": text }, (directory) => {
    const onWarning = ({ message }: { readonly message: string }) => assert.fail(message);
    const { value } = loadIdl(join(directory, "x.thrift"), { onWarning }).constants["x.K"]!;
    const numbers = value.kind === "list" ? value.elements.map((each) => "value" in each && each.value) : [];
    assert.deepEqual(numbers, [1, 2, 1]);
  });
});
