// Doc comments: what they belong to and what is left of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanDocComment } from "../../src/idl/parse/doc_comment.ts";
import { load } from "../fixtures/temporary_files.ts";

test("a doc comment belongs to the definition, field, function, argument or member behind it", () => {
  const schema = load(`/** file */
namespace py a
/** lost */
/** typedef */
typedef i32 Id
/** const */ const Id N = 1
/** struct */
// an ordinary comment between
struct A {
  /** a */ 1: i32 a, /** b */
  2: i32 b
  # no doc
  3: i32 c /* no doc */
}
/** enum */ enum E { /** one */ ONE /** two */ TWO THREE }
/** service */
service S {
  /** function */
  void f(/** argument */ 1: i32 x) throws (/** thrown */ 1: X x)
}
/** exception */ exception X {}
/** end */`);
  assert.equal(schema.constants["x.N"]?.doc, "const");
  const { doc, fields } = schema.structs["x.A"]!;
  assert.deepEqual([doc, ...fields.map((field) => field.doc)], ["struct", "a", "b", undefined]);
  const { doc: enumDoc, values } = schema.enums["x.E"]!;
  assert.deepEqual([enumDoc, ...values.map((value) => value.doc)], ["enum", "one", "two", undefined]);
  const service = schema.services["x.S"]!;
  const f = service.functions[0]!;
  assert.deepEqual(
    [service.doc, f.doc, f.arguments[0]?.doc, f.throws[0]?.doc, schema.structs["x.X"]?.doc],
    ["service", "function", "argument", "thrown", "exception"],
  );
});

const cleaned: readonly [comment: string, text: string][] = [
  ["/** one line */", "one line"],
  ["/**one line*/", "one line"],
  ["/**\n * first\n *\n *   indented\n * last\n */", "first\n\n  indented\nlast"],
  ["/** first\n  * second\n  **/", "first\nsecond"],
  ["/**\n   no stars\n     here\n*/", "no stars\n  here"],
  ["/**\n  a list:\n  * one\n  * two\n*/", "a list:\n* one\n* two"],
  ["/**\r\n * carriage\r\n * returns\r\n */", "carriage\nreturns"],
  ["/**\n\n *  around\n\n\n */", "around"],
  ["/** a * star, and **bold** */", "a * star, and **bold**"],
  ["/** \t\n */", ""],
];

test("a doc comment loses its signs, its stars and its indentation, and no more", () => {
  for (const [comment, text] of cleaned)
    assert.equal(cleanDocComment(comment), text, JSON.stringify(comment));
});

test("comments of stars alone, and empty ones, document nothing", () => {
  for (const comment of ["/**/", "/***/", "/*****/", "/** */", "/* a */", "// a", "# a", "/**\n*/"]) {
    assert.equal(load(`${comment}\nstruct A {}`).structs["x.A"]?.doc, undefined, comment);
  }
});
