// Facebook's dialect: what of it is refused, with the first message of a file saying what it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { headlinesOf, load, reportOn } from "../fixtures/temporary_files.ts";

const is = "is fbthrift's own; Apache Thrift does not have it";
const definition = "expected a definition (const, typedef, enum, struct, union, exception or service)";

const single: readonly [source: string, message: string][] = [
  ['package "meta.com/x"\nnamespace py x\nstruct A {}', `1:1: ${definition}, found "package"; package ${is}`],
  ['package "meta.com/x";\n\nstruct A {}', `1:1: ${definition}, found "package"; package ${is}`],
  ['hs_include "a.thrift"\nstruct A {}', `1:1: ${definition}, found "hs_include"; hs_include ${is}`],
  ["reserved 1 to 5;\nstruct A {}", `1:1: ${definition}, found "reserved"; reserved ${is}`],
  [
    '@cpp.Type{name = "F", of = {"a": [1, 2]}}\nstruct A {}\nstruct B { 1: A a }',
    `1:1: ${definition}, found "@cpp.Type"; @cpp.Type ${is}`,
  ],
  [
    "@thrift.Experimental\nstruct A {}\nstruct B { 1: A a }",
    `1:1: ${definition}, found "@thrift.Experimental"; @thrift.Experimental ${is}`,
  ],
  [
    "struct A {\n  @cpp.Ref{type = cpp.RefType.Unique}\n  1: i32 a\n}\nstruct B { 1: A a }",
    `2:3: expected a field, found "@cpp.Ref"; @cpp.Ref ${is}`,
  ],
  [
    "enum E {\n  @x.Y\n  A = 1,\n  B = 2\n}\nconst E b = E.B",
    `2:3: expected a member, found "@x.Y"; @x.Y ${is}`,
  ],
  [
    "service S {\n  @x.Y{\n    z = 1,\n  }\n  void f(1: i32 a)\n  void g()\n}",
    `2:3: expected a function, found "@x.Y"; @x.Y ${is}`,
  ],
  [
    "service S {\n  void f(@x.Y 1: i32 a, 2: i32 b)\n}",
    `2:10: expected an argument, found "@x.Y"; @x.Y ${is}`,
  ],
  [
    "service S {\n  stream<i32> range(1: i32 from)\n  void g()\n}",
    `2:3: expected a function's result type, found stream<…>; stream<…> ${is}`,
  ],
  [
    "exception E {}\nservice S {\n  sink<i32, map<i32, string> throws (1: E e)> put()\n}",
    `3:3: expected a function's result type, found sink<…>; sink<…> ${is}`,
  ],
  [
    "service S {\n  i32, stream<string> f()\n  void g()\n}",
    `2:8: expected a function's name, found stream<…>; stream<…> ${is}`,
  ],
  [
    "interaction I {\n  i32 get();\n  void f(1: i32 a) throws (1: E e);\n}\nservice S { void f() }",
    `1:1: ${definition}, found "interaction"; interaction ${is}`,
  ],
  ["service S {\n  performs I;\n  void f()\n}", `2:3: expected a function, found "performs"; performs ${is}`],
  [
    "safe stateful server exception E { 1: string why }\nservice S { void f() throws (1: E e) }",
    `1:1: ${definition}, found "safe stateful server"; safe stateful server exception ${is}`,
  ],
  [
    "client exception E {}\nservice S { void f() throws (1: E e) }",
    `1:1: ${definition}, found "client"; client exception ${is}`,
  ],
  ["struct A { 1: float f }", `1:15: unknown type float; did you mean double?; float ${is}`],
  [
    "struct A {\n  reserved 1 to 5;\n  6: i32 a\n}",
    `2:3: expected a field, found "reserved"; reserved ${is}`,
  ],
  ["enum A {\n  reserved 1, 3 to 5;\n  B = 2\n}", `2:3: expected a member, found "reserved"; reserved ${is}`],
  [
    "struct A { 1: optional terse i32 a; 2: i32 b }",
    `1:24: expected a field's type, found "terse"; terse ${is}`,
  ],
  ["struct A { 1: terse list<i32> a }", `1:15: expected a field's type, found "terse"; terse ${is}`],
  [
    "service S {\n  idempotent void f()\n  readonly i32 g()\n}",
    `2:3: expected a function's result type, found "idempotent"; idempotent ${is}`,
  ],
  [
    "struct A { 1: i32 a }\nconst A x = A{a = 1}\nconst A y = x",
    `2:13: expected a value, found A{…}; A{…} ${is}`,
  ],
  [
    "struct A { 1: i32 a }\nstruct B { 1: A a = A{a = 1}, 2: list<A> b = [A{}, A{\n  a = 1;\n}] }",
    `2:21: expected a default value, found A{…}; A{…} ${is}`,
  ],
  ['include "x/y.thrift" as z\nstruct A {}', `1:22: expected a definition, found "as"; include "…" as ${is}`],
];

test("what is Facebook's own is said once, and what stands around it is understood", () => {
  for (const [source, message] of single) {
    const [first, ...others] = headlinesOf(source);
    assert.equal(first, message, source);
    // Some are there twice: only the first message has the sentence.
    assert.ok(others.length <= 2 && others.every((other) => !other.includes("fbthrift")), source);
    assert.equal(others.length, [...source.matchAll(/readonly|A\{(?:\}|\n)/g)].length, others.join("\n"));
  }
});

test("only the first message of a file has the sentence, whichever it is, and each file has one", () => {
  const source = 'struct A { 1: float f }\n@a.B\nstruct C { 1: terse i32 a }\ninclude "y.thrift"';
  const files = { "x.thrift": `include "y.thrift"\n${source}`, "y.thrift": source.slice(0, -18) };
  const told = reportOn(files, "x.thrift").split("\n");
  const sentences = told.filter((line) => line.includes("fbthrift"));
  assert.equal(sentences.length, 2);
  assert.match(sentences[0]!, /^y\.thrift:1:15: unknown type float/);
  assert.match(sentences[1]!, /^x\.thrift:2:15: unknown type float/);
});

test("the words of that dialect are names like any other where they stand for one", () => {
  load(`namespace py package
    struct package { 1: i32 terse, 2: string reserved, 3: i32 safe; }
    typedef i32 stream
    typedef package terse
    typedef i32 readonly
    struct interaction { 1: terse a, 2: optional terse b; 3: stream stream
      4: terse terse
      5: readonly performs }
    enum reserved { reserved, performs = 4, server }
    exception client { 1: package p }
    const reserved sink = reserved.server
    service server { terse performs(1: terse a) readonly stream() readonly reserved(1: readonly a)
      stream idempotent() throws (1: client safe) }`);
});
