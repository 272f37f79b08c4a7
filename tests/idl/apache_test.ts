// Apache's own compiler agrees: it takes the fixtures, and refuses what is refused here in its name.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { withoutCompiler } from "../fixtures/apache_compiler.ts";
import { load, withFiles } from "../fixtures/temporary_files.ts";
import { refusedByApacheToo } from "./refused_sources.ts";

/** What the compiler says about a file, and whether it takes it. */
function compile(file: string): { accepted: boolean; output: string } {
  return withFiles({}, (directory) => {
    const result = spawnSync("thrift", ["-r", "--gen", "json", "-o", directory, file], { timeout: 5000 });
    return { accepted: result.status === 0, output: `${result.stdout}${result.stderr}` };
  });
}

describe("Apache's compiler", { skip: withoutCompiler }, () => {
  test("takes the fixture that has everything", () => {
    const { accepted, output } = compile(
      fileURLToPath(new URL("./fixtures/everything.thrift", import.meta.url)),
    );
    assert.ok(accepted, output);
  });

  for (const { name, source } of refusedByApacheToo) {
    test(`refuses ${name}`, () => {
      withFiles({ "x.thrift": source }, (directory) => {
        const { accepted, output } = compile(join(directory, "x.thrift"));
        assert.ok(!accepted, output);
      });
    });
  }

  const fringe: Readonly<Record<string, string>> = {
    "an enum and a constant of one name": "struct A {}\nconst i32 A = 1\n",
    "two members of one value": "enum E { A = 1, B = 1 }\n",
    "separators of all kinds, or none": "enum E { A; B, C D }\nconst map<i32, i32> a = {1: 2 3: 4; 5: 6,}\n",
    "numbers with signs in a row": "const list<i32> a = [1 -2 +3]\n",
    "a struct that must hold itself": "struct A { 1: required A a }\n",
    "structs and lists as keys": "struct A {}\nstruct B { 1: map<A, i32> b, 2: set<list<i32>> c }\n",
    "exceptions as values": "exception E {}\nstruct A { 1: E e }\n",
    "comments of stars": "/**/ /***/ /****/ struct A {}\n",
    "a byte order mark": "\ufeffstruct A {}\n",
    "lines that end in carriage return and newline": "struct A {\r\n  1: i32 a\r\n}\r\n",
    "empty braces for a list": "const list<i32> a = {}\n",
    "a typedef of an enum before its members' names": "enum E { A }\ntypedef E F\nconst F f = F.A\n",
    "a thrown typedef": "exception E {}\ntypedef E F\nservice S { void f() throws (1: F e) }\n",
    "a namespace twice": "namespace py a\nnamespace py b\n",
    "a constant struct without a required field": "struct A { 1: required i32 a }\nconst A b = {}\n",
  };
  for (const [name, source] of Object.entries(fringe)) {
    test(`takes ${name}, and so is it here`, () => {
      load(source);
      withFiles({ "x.thrift": source }, (directory) => {
        const { accepted, output } = compile(join(directory, "x.thrift"));
        assert.ok(accepted, output);
      });
    });
  }
});
