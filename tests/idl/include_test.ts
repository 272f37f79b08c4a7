// Files that an include statement finds, and the names that it brings.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "../../src/idl/errors.ts";
import { loadIdl } from "../../src/idl/load.ts";
import { reportOn, withFiles } from "../fixtures/temporary_files.ts";

test("an include is looked for beside the including file first, then in the -I directories in order", () => {
  const files = {
    "main/x.thrift": 'include "a.thrift"\ninclude "b.thrift"\ninclude "deep/c.thrift"\nconst i32 sum = a.N',
    "main/a.thrift": "const i32 N = 1",
    "first/a.thrift": "const i32 N = 2",
    "first/b.thrift": 'include "a.thrift"\nconst i32 N = a.N',
    "second/b.thrift": "nonsense",
    "second/deep/c.thrift": 'include "d.thrift"\nconst i32 N = d.N',
    "second/deep/d.thrift": "const i32 N = 3",
  };
  withFiles(files, (directory) => {
    const include = [join(directory, "first"), join(directory, "second")];
    const { constants } = loadIdl(join(directory, "main/x.thrift"), { include });
    const values = Object.entries(constants).map(([name, { value }]) => [
      name,
      "value" in value && value.value,
    ]);
    assert.deepEqual(values, [
      ["a.N", 1],
      ["../first/a.N", 2],
      ["b.N", 2],
      ["d.N", 3],
      ["c.N", 3],
      ["x.sum", 1],
    ]);
  });
});

test("a file is given as a path, an absolute path, a URL or a URL's text", () => {
  withFiles({ "my file.thrift": "struct A {}" }, (directory) => {
    const path = join(directory, "my file.thrift");
    const url = pathToFileURL(path);
    for (const file of [path, url, url.href]) assert.ok("my file.A" in loadIdl(file).structs);
  });
});

test("a file that two files include, by whatever path, is read once", () => {
  withFiles(
    {
      "x.thrift": 'include "a.thrift"\ninclude "sub/../b.thrift"\nstruct X { 1: a.A a, 2: b.B b }',
      "a.thrift": 'include "link/b.thrift"\nstruct A { 1: b.B b }',
      "b.thrift": "struct B {}",
    },
    (directory) => {
      mkdirSync(join(directory, "sub"));
      symlinkSync(directory, join(directory, "link"));
      assert.deepEqual(Object.keys(loadIdl(join(directory, "x.thrift")).structs), ["b.B", "a.A", "x.X"]);
    },
  );
});

test("a file's name may have dots, and programs may be named like members of objects", () => {
  withFiles(
    {
      "x.y.thrift":
        'include "a.b.thrift"\ninclude "__proto__.thrift"\nconst i32 n = a.b.E.M\nstruct S { 1: __proto__.T t }',
      "a.b.thrift": "enum E { M = 4 }",
      "__proto__.thrift":
        'namespace * p\ntypedef constructor T (__proto__ = "p")\nstruct constructor {} (__proto__ = "q")',
    },
    (directory) => {
      const schema = loadIdl(join(directory, "x.y.thrift"));
      assert.equal(schema.program, "x.y");
      assert.deepEqual(schema.constants["x.y.n"]?.value, { kind: "number", value: 4 });
      assert.deepEqual(schema.structs["x.y.S"]?.fields[0]?.type, {
        kind: "struct",
        name: "__proto__.constructor",
      });
      assert.deepEqual(Object.keys(schema.namespaces), ["a.b", "__proto__", "x.y"]);
      assert.deepEqual(Object.entries(schema.structs["__proto__.constructor"]!.annotations!), [
        ["__proto__", "q"],
      ]);
    },
  );
});

test("names of files that are included only indirectly are out of reach, and the error says what to include", () => {
  const files = {
    "x.thrift": 'include "a.thrift"\nstruct X { 1: b.B b }\nconst i32 c = b.C\nservice S extends b.S {}',
    "a.thrift": 'include "b.thrift"',
    "b.thrift": "struct B {}\nconst i32 C = 1\nservice S {}",
  };
  assert.equal(
    reportOn(files, "x.thrift"),
    `x.thrift:2:15: unknown type b.B; x.thrift does not include b.thrift
  2 | struct X { 1: b.B b }
    |               ^^^
x.thrift:3:15: unknown constant b.C; x.thrift does not include b.thrift
  3 | const i32 c = b.C
    |               ^^^
x.thrift:4:19: unknown service b.S; x.thrift does not include b.thrift
  4 | service S extends b.S {}
    |                   ^^^`,
  );
});

test("a name unknown in an included file is compared with that file's names", () => {
  const files = { "x.thrift": 'include "a.thrift"\nstruct X { 1: a.Wrok w }', "a.thrift": "struct Work {}" };
  assert.match(reportOn(files, "x.thrift"), /unknown type a\.Wrok; did you mean a\.Work\?/);
});

test("a cycle of includes is named", () => {
  const files = {
    "x.thrift": 'include "sub/a.thrift"',
    "sub/a.thrift": 'include "b.thrift"\nstruct A { 1: x.X x }',
    "sub/b.thrift": 'include "../x.thrift"\nstruct B { 1: x.X x }',
  };
  assert.equal(
    reportOn(files, "x.thrift"),
    `sub/b.thrift:1:9: include cycle: x.thrift -> sub/a.thrift -> sub/b.thrift -> x.thrift
  1 | include "../x.thrift"
    |         ^^^^^^^^^^^^^
sub/a.thrift:2:15: unknown type x.X; a.thrift does not include x.thrift
  2 | struct A { 1: x.X x }
    |               ^^^`,
  );
});

test("an include that is nowhere is a warning, which says where it was looked for", () => {
  const told: string[] = [];
  withFiles({ "x.thrift": 'include "no/a.thrift"\ninclude "/no/b.thrift"\nstruct X {}' }, (directory) => {
    const include = ["one", "two"].map((name) => join(directory, name));
    const onWarning = ({ line, message }: Diagnostic) =>
      told.push(`${line}: ${message.replaceAll(`${directory}/`, "")}`);
    assert.deepEqual(Object.keys(loadIdl(join(directory, "x.thrift"), { include, onWarning }).structs), [
      "x.X",
    ]);
  });
  assert.deepEqual(told, [
    "1: cannot find no/a.thrift; looked for no/a.thrift, one/no/a.thrift, two/no/a.thrift",
    "2: cannot find /no/b.thrift; looked for /no/b.thrift",
  ]);
});

test("the first name out of an include that is nowhere is an error, which says the same", () => {
  const uses: readonly [source: string, place: string, kind: string][] = [
    ["struct X { 1: a.A a, 2: list<a.B> b }", "2:15", "type a.A"],
    ["typedef a.A X", "2:9", "type a.A"],
    ["const i32 X = a.N", "2:15", "constant a.N"],
    ["const i32 X = a.E.M", "2:15", "constant a.E.M"],
    ["enum E { M }\nconst E X = a.E.N", "3:13", "constant a.E.N"],
    ["service X extends a.S { a.A f() }", "2:19", "service a.S"],
    ["service X { void f() throws (1: a.E e) }", "2:33", "type a.E"],
  ];
  for (const [source, place, name] of uses) {
    const [first, ...others] = reportOn({ "x.thrift": `include "no/a.thrift"\n${source}` }, "x.thrift", [
      "one",
    ])
      .split("\n")
      .filter((line) => line.startsWith("x.thrift"));
    assert.equal(
      first,
      `x.thrift:${place}: unknown ${name}; no/a.thrift, which line 1 includes, is missing: looked for no/a.thrift, one/no/a.thrift`,
    );
    assert.deepEqual(others, [], source);
  }
});

test("an include that is a directory, and a file that is not there, say so", () => {
  assert.equal(
    reportOn({ "x.thrift": 'include "sub"', "sub/a.thrift": "" }, "x.thrift"),
    `x.thrift:1:9: cannot read sub: it is a directory
  1 | include "sub"
    |         ^^^^^`,
  );
  assert.equal(reportOn({}, "y.thrift"), "y.thrift: cannot read the file: there is no such file");
});
