// Any file, whatever it contains, gives a schema or an IdlError, soon.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { IdlError } from "../../src/idl/errors.ts";
import { Linker } from "../../src/idl/link/link.ts";
import { collectNames } from "../../src/idl/link/names.ts";
import { Messages } from "../../src/idl/messages.ts";
import { parse } from "../../src/idl/parse/parse.ts";
import { load } from "../fixtures/temporary_files.ts";

const valid = readFileSync(new URL("./fixtures/newer.thrift", import.meta.url), "utf8");
const everything = readFileSync(new URL("./fixtures/everything.thrift", import.meta.url), "utf8");
const piecesOf = (text: string) => text.match(/[\w.]+|"[^"\n]*"|\s+|[^\w\s]/g)!;
/** Facebook's dialect, whose words are looked for where others stand. */
const foreign = `package "a.b/c" hs_include "x.thrift" include "y.thrift" as y
  @cpp.Type{name = "F", of = [A{b = 1}]} safe stateful server exception E { @a.B 1: terse float f; reserved 1, 2 to 4; }
  interaction I { stream<i32> f(@a.B{} 1: i32 a) } enum M { @a.B A = 1 reserved "A" }
  service S { performs I; idempotent i32, sink<i32, string>, stream<I throws (1: E e)> g() } const A a = m.A{b = {c: 1}}`;
const pieces = piecesOf(`${valid}\n${everything}\n${foreign}`);

/** Does all that loading does, but for reading files; every message must be printable. */
function check(text: string): void {
  const messages = new Messages();
  const document = parse(text, "x.thrift");
  messages.add(document);
  const unusable = { programs: [], missing: [], unusable: true };
  const includes = new Map(document.includes.map(({ path }) => [path, unusable]));
  const names = collectNames(document, messages);
  const schema = new Linker(messages, false).link({
    name: "x",
    key: "x",
    document,
    includes,
    included: [],
    names,
  });
  if (messages.errors.length === 0) assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
  for (const { line, column, message } of messages.errors) {
    assert.ok(line >= 1 && column >= 1 && message.length > 0);
  }
  assert.equal(typeof new IdlError(messages.errors).message, "string");
}

test("any text gives a schema or errors", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), check), { numRuns: 300 });
});

test("any sequence of the language's own words gives a schema or errors", () => {
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 150 }).map((parts) => parts.join(""));
  fc.assert(fc.property(text, check), { numRuns: 500 });
});

test("a valid file with pieces taken out, put in and exchanged gives a schema or errors", () => {
  const change = fc.record({
    at: fc.nat(pieces.length),
    remove: fc.nat(3),
    put: fc.array(fc.constantFrom(...pieces), { maxLength: 3 }),
  });
  const changes = fc.array(change, { minLength: 1, maxLength: 5 });
  const text = fc.tuple(fc.constantFrom(valid, everything), changes).map(([original, changes]) => {
    const parts = [...piecesOf(original)];
    for (const { at, remove, put } of changes) parts.splice(at, remove, ...put);
    return parts.join("");
  });
  fc.assert(fc.property(text, check), { numRuns: 150 });
});

test("a file cut off anywhere gives a schema or errors", () => {
  for (let end = 0; end < everything.length; end += 7) check(everything.slice(0, end));
});

test("through the file system too, nothing but IdlError is thrown", () => {
  const property = fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
    try {
      load(text);
    } catch (error) {
      assert.ok(error instanceof IdlError, String(error));
    }
  });
  fc.assert(property, { numRuns: 50 });
});

test("a megabyte of anything is refused in time by its length", () => {
  for (const text of ["\u0001 ", "a ", "{", "struct A {", "1: ", "'", "/**/}", "const i32 a = [", "a-"]) {
    const started = performance.now();
    check(text.repeat(1_000_000 / text.length));
    assert.ok(performance.now() - started < 30_000, JSON.stringify(text));
  }
});
