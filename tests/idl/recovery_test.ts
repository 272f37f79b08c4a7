// All errors of a file are reported, each once, and none that is only the consequence of another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { IdlError } from "../../src/idl/errors.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { parse } from "../../src/idl/parse/parse.ts";
import { headlinesOf, reportOn, withFiles } from "../fixtures/temporary_files.ts";

test("errors of the lexer, the parser and the linker come in one report, in the order of the lines", () => {
  const source = `const i32 a = "text"
struct A {
  1: Nope nope
  2: i32 $b
  x: i32 c
  4: list<i32 d
  5: i32 e
}
service S {
  void f(1: i32 a 2: Nowhere b,)
  i32 g(
    1: i32
    2: i32 b)
  oneway void h() throws (1: A a)
}
enum E { A = x, B }
const E e = E.C
`;
  assert.deepEqual(headlinesOf(source), [
    '1:15: expected i32, found "text"',
    "3:6: unknown type Nope",
    '4:10: unexpected character "$"',
    '5:4: expected a field\'s name, found ":"',
    '6:15: expected ">" after the type of the list\'s elements, found "d"',
    "10:22: unknown type Nowhere",
    `13:5: expected an argument's name, found "2"`,
    "14:19: a oneway function has no reply: h cannot throw",
    "14:30: expected an exception, found struct A",
    '16:14: expected an integer as the value of A, found "x"',
    "17:13: E has no member C",
  ]);
});

test("a forgotten bracket costs one error, and what follows is read as if it were there", () => {
  assert.deepEqual(headlinesOf("struct A {\n  1: i32 a\n\nstruct B {\n  1: Nope b\n}\n"), [
    '4:1: expected a field or "}", found the keyword "struct"',
    "5:6: unknown type Nope",
  ]);
  assert.deepEqual(headlinesOf("service S {\n  void f(1: i32 a\n  void g(1: Nope b)\n}\n"), [
    '3:3: expected an argument or ")", found the keyword "void"',
    "3:13: unknown type Nope",
  ]);
  assert.deepEqual(headlinesOf("service S {\n  void f(1: i32 a\n}\nstruct B { 1: Nope b }\n"), [
    '3:1: expected an argument or ")", found "}"',
    "4:15: unknown type Nope",
  ]);
});

test("a definition that cannot be parsed does not make its uses unknown", () => {
  assert.deepEqual(headlinesOf("struct A [\n  1: i32 a\n]\nstruct B { 1: A a, 2: Nope b }\n"), [
    '1:10: expected "{" after struct A, found "["',
    "4:23: unknown type Nope",
  ]);
});

test("a constant with an error does not make the constants that use it wrong", () => {
  assert.deepEqual(
    headlinesOf('const i32 a = "x"\nconst list<i32> b = [a, a]\nconst Nope c = a\nconst i32 d = c\n'),
    ['1:15: expected i32, found "x"', "3:7: unknown type Nope"],
  );
});

test("an include that cannot be used does not make its names unknown", () => {
  const files = {
    "y.thrift/file": "",
    "x.thrift": 'include "y.thrift"\nstruct A { 1: y.B b = y.C, 2: z.D d }\nservice S extends y.S {}\n',
  };
  const report = reportOn(files, "x.thrift");
  assert.equal(
    report,
    `x.thrift:1:9: cannot read y.thrift: it is a directory
  1 | include "y.thrift"
    |         ^^^^^^^^^^
x.thrift:2:31: unknown type z.D
  2 | struct A { 1: y.B b = y.C, 2: z.D d }
    |                               ^^^`,
  );
});

test("errors of included files come first, each with its own file", () => {
  const files = {
    "x.thrift": 'include "parts/y.thrift"\nstruct A { 1: y.B b, 2: Nope c }\n',
    "parts/y.thrift": "struct B { 1: Missing c }\nconst i32 = 2\n",
  };
  assert.equal(
    reportOn(files, "x.thrift"),
    `parts/y.thrift:1:15: unknown type Missing
  1 | struct B { 1: Missing c }
    |               ^^^^^^^
parts/y.thrift:2:11: expected the constant's name, found "="
  2 | const i32 = 2
    |           ^
x.thrift:2:25: unknown type Nope
  2 | struct A { 1: y.B b, 2: Nope c }
    |                         ^^^^`,
  );
});

test("an error can be read by programs: file, line, column, length and the line itself", () => {
  withFiles({ "x.thrift": "struct A {\n  1: Nope a\n}\n" }, (directory) => {
    assert.throws(
      () => loadIdl(`${directory}/x.thrift`),
      (error) => {
        assert.ok(error instanceof IdlError);
        assert.deepEqual(error.diagnostics, [
          {
            file: `${directory}/x.thrift`,
            line: 2,
            column: 6,
            message: "unknown type Nope",
            sourceLine: "  1: Nope a",
            length: 4,
          },
        ]);
        return true;
      },
    );
  });
});

test("parsing alone never throws: the tree has what could be parsed, and the problems are beside it", () => {
  const { definitions, problems } = parse(
    "struct A { 1: i32 a, 2: , 3: B c }\nstrukt\nenum E { X }",
    "a.thrift",
  );
  assert.deepEqual(
    definitions.map(({ kind, name }) => `${kind} ${name.text}`),
    ["struct A", "enum E"],
  );
  assert.deepEqual(
    problems.map(({ line, column }) => [line, column]),
    [
      [1, 25],
      [2, 1],
    ],
  );
});

test("a long line is printed around the mark, and a long report says how much more there is", () => {
  const long = reportOn(
    { "x.thrift": `struct A { /* ${"-".repeat(300)} */ 1: Nope a /* ${"=".repeat(300)} */ }\n` },
    "x.thrift",
  );
  const [, shown, marks] = long.split("\n");
  assert.ok(shown!.length < 200, `${shown!.length}`);
  assert.equal(shown!.indexOf("Nope"), marks!.indexOf("^^^^"));
  const many = reportOn({ "x.thrift": `struct A {\n${"  1: Nope a\n".repeat(60)}}\n` }, "x.thrift");
  assert.match(many, /\nand 19 more$/);
});

test("nesting without end is refused before it exhausts the stack", () => {
  const deep = `struct A { 1: ${"list<".repeat(100_000)}i32 a }\n`;
  assert.match(headlinesOf(deep)[0]!, /^1:515: nested too deeply: expected at most 100 levels$/);
  assert.match(headlinesOf(`const i32 a = ${"[".repeat(100_000)}`)[0]!, /: nested too deeply/);
});
