// Files of one name in several folders: each file's names are its own, and mean what that file includes.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { IdlLoader, loadIdl } from "../../src/idl/load.ts";
import type { Schema, Type } from "../../src/schema/schema.ts";
import { resolveService, ServiceNotFoundError } from "../../src/schema/service.ts";
import { reportOn, withFiles } from "../fixtures/temporary_files.ts";

type Files = Readonly<Record<string, string>>;

/** What the fields of a struct are of. */
function typesOf(schema: Schema, struct: string): string[] {
  return schema.structs[struct]!.fields.map(({ type }) => nameOf(type));
}

function nameOf(type: Type): string {
  return "name" in type ? type.name : type.kind;
}

function schemaOf(files: Files, main: string, include: readonly string[] = []): Schema {
  return withFiles(files, (directory) =>
    loadIdl(join(directory, main), { include: include.map((each) => join(directory, each)) }),
  );
}

const shop: Files = {
  "service.thrift":
    'include "users/users.thrift"\ninclude "orders/orders.thrift"\nservice Shop { orders.Order order(1: users.User user) }',
  "users/users.thrift":
    'include "common.thrift"\nstruct User { 1: common.Name name = common.NOBODY, 2: common.Kind k }',
  "users/common.thrift":
    'namespace py users\nstruct Name { 1: string first }\nconst Name NOBODY = {"first": "nobody"}\nenum Kind { A = 1 }',
  "orders/orders.thrift":
    'include "common.thrift"\nstruct Order { 1: common.Name name, 2: common.Kind k = common.Kind.A }',
  "orders/common.thrift": "namespace py orders\nstruct Name { 1: i64 number }\nenum Kind { A = 7 }",
};

test("a prefix means the file that this file includes, and the second file of a name has its folder in its keys", () => {
  const schema = schemaOf(shop, "service.thrift");
  assert.deepEqual(Object.keys(schema.structs), [
    "common.Name",
    "users.User",
    "orders/common.Name",
    "orders.Order",
  ]);
  assert.deepEqual(typesOf(schema, "users.User"), ["common.Name", "common.Kind"]);
  assert.deepEqual(typesOf(schema, "orders.Order"), ["orders/common.Name", "orders/common.Kind"]);
  assert.equal(schema.structs["orders/common.Name"]!.name, "orders/common.Name");
  assert.deepEqual(schema.structs["users.User"]!.fields[0]!.default, {
    kind: "struct",
    name: "common.Name",
    fields: [["first", { kind: "string", value: "nobody" }]],
  });
  assert.deepEqual(schema.structs["orders.Order"]!.fields[1]!.default, { kind: "number", value: 7 });
  assert.deepEqual(schema.namespaces["orders/common"], { py: "orders" });
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
});

test("the file that is asked for has the plain name, whatever it includes first", () => {
  const files = {
    "service.thrift":
      'include "sub/service.thrift"\nstruct A { 1: service.B b, 2: C c, 3: service.C d }\nstruct C {}',
    "sub/service.thrift": 'include "deep/service.thrift"\nstruct B { 1: service.B b }\nstruct C {}',
    "sub/deep/service.thrift": "struct B {}",
  };
  const schema = schemaOf(files, "service.thrift");
  assert.equal(schema.program, "service");
  assert.deepEqual(typesOf(schema, "service.A"), ["sub/service.B", "service.C", "sub/service.C"]);
  assert.deepEqual(typesOf(schema, "sub/service.B"), ["sub/deep/service.B"]);
});

test("two files of one name that one file includes share a prefix; what the later defines counts", () => {
  const files = {
    "x.thrift": `include "a/api.thrift"
      include "b/api.thrift"
      struct X { 1: api.A a, 2: api.B b, 3: api.Both both, 4: api.E e = api.E.M }
      const i32 N = api.N
      service S extends api.P { void g() }`,
    "a/api.thrift": "struct A {} struct Both {} const i32 N = 1 service P { void f() } enum E { M = 1 }",
    "b/api.thrift": "struct B {} struct Both {} const i32 N = 2 service P { void g2() } enum E { M = 2 }",
  };
  const schema = schemaOf(files, "x.thrift");
  assert.deepEqual(typesOf(schema, "x.X"), ["api.A", "b/api.B", "b/api.Both", "b/api.E"]);
  assert.deepEqual(schema.structs["x.X"]!.fields[3]!.default, { kind: "number", value: 2 });
  assert.deepEqual(schema.constants["x.N"]!.value, { kind: "number", value: 2 });
  assert.equal(schema.services["x.S"]!.extends, "b/api.P");
  const names = resolveService(schema, "S").functions.map(({ name }) => name);
  assert.deepEqual(names, ["g2", "g"]);
  const again = { ...files, "x.thrift": `include "b/api.thrift"\n${files["x.thrift"]}` };
  assert.deepEqual(typesOf(schemaOf(again, "x.thrift"), "x.X"), ["a/api.A", "api.B", "api.Both", "api.E"]);
});

test("one file by two paths, or through a symbolic link, is one; two files of one content are two", () => {
  const files = {
    "x.thrift":
      'include "a/common.thrift"\ninclude "link/common.thrift"\ninclude "y.thrift"\nstruct X { 1: common.C c }',
    "y.thrift": 'include "b/../a/common.thrift"\ninclude "b/common.thrift"\nstruct Y { 1: common.C c }',
    "a/common.thrift": "struct C {}",
    "b/common.thrift": "struct C {}",
  };
  withFiles(files, (directory) => {
    symlinkSync(join(directory, "a"), join(directory, "link"));
    const schema = loadIdl(join(directory, "x.thrift"));
    assert.deepEqual(Object.keys(schema.structs), ["common.C", "b/common.C", "y.Y", "x.X"]);
    assert.deepEqual(typesOf(schema, "x.X"), ["common.C"]);
    assert.deepEqual(typesOf(schema, "y.Y"), ["b/common.C"]);
  });
});

test("keys stay different where folders and extensions would make them the same", () => {
  const files = {
    "x.thrift": 'include "sub/c.thrift"\ninclude "y.thrift"\nstruct X { 1: c.C c }',
    "y.thrift": 'include "c.thrift"\ninclude "c.idl"\nstruct Y { 1: c.C c, 2: c.D d }',
    "c.thrift": "struct C {}\nstruct D {}",
    "c.idl": "struct C {}",
    "sub/c.thrift": "struct C {}",
  };
  const schema = schemaOf(files, "x.thrift");
  assert.deepEqual(typesOf(schema, "x.X"), ["c.C"]);
  assert.deepEqual(typesOf(schema, "y.Y"), ["./c~2.C", "./c.D"]);
});

test("folders and files with dots in their names are no trouble", () => {
  const files = {
    "x.thrift": 'include "v1.0/a.b.thrift"\ninclude "y.thrift"\nstruct X { 1: a.b.C c }',
    "y.thrift":
      'include "v2.0/a.b.thrift"\nexception Y { 1: a.b.C c = {"n": a.b.N} }\nservice S extends a.b.S {}',
    "v1.0/a.b.thrift": "struct C {}",
    "v2.0/a.b.thrift": "struct C { 1: i32 n }\nconst i32 N = 3\nservice S { C f() }",
  };
  const schema = schemaOf(files, "x.thrift");
  assert.deepEqual(typesOf(schema, "y.Y"), ["v2.0/a.b.C"]);
  assert.equal(resolveService(schema, "v2.0/a.b.S").name, "S");
});

test("a service is named by its key, or as files write it; what may be two says which", () => {
  const service = (name: string) => `service ${name} { void in${name}() }`;
  const files = {
    "x.thrift": `include "a/s.thrift"\ninclude "y.thrift"\n${service("Own")}`,
    "y.thrift": 'include "b/s.thrift"',
    "a/s.thrift": service("A") + service("Both"),
    "b/s.thrift": service("B") + service("Both"),
  };
  const schema = schemaOf(files, "x.thrift");
  const first = (name?: string) => resolveService(schema, name).functions[0]!.name;
  assert.deepEqual(
    [undefined, "Own", "x.Own", "s.A", "s.B", "b/s.B", "s.Both", "b/s.Both"].map((name) => first(name)),
    ["inOwn", "inOwn", "inOwn", "inA", "inB", "inB", "inBoth", "inBoth"],
  );
  assert.throws(() => first("b/s.A"), ServiceNotFoundError);
});

test("messages write a name as the file would, and tell files of one name apart where it cannot", () => {
  const files = {
    ...shop,
    "orders/orders.thrift":
      'include "common.thrift"\ninclude "../users/users.thrift"\nstruct Order { 1: common.Kind k = "x", 2: i32 n = users.USER }',
    "users/users.thrift": `${shop["users/users.thrift"]}\nconst common.Name USER = {}`,
  };
  assert.equal(
    reportOn(files, "service.thrift")
      .split("\n")
      .filter((line) => line.startsWith("orders"))
      .join("\n"),
    `orders/orders.thrift:3:35: expected common.Kind, found "x"
orders/orders.thrift:3:51: expected i32, found users.USER, which is of type common.Name of users/common.thrift`,
  );
});

test("several files read by one loader: a file that both include has one key, others of its name another", () => {
  const files = {
    "one/calculator.thrift": 'include "../shared.thrift"\nservice Calculator { shared.Item f() }',
    "two/calculator.thrift":
      'include "../shared.thrift"\ninclude "own/shared.thrift"\nservice Calculator { shared.Item f(1: shared.Own own) }',
    "two/own/shared.thrift": "struct Own {}",
    "shared.thrift": "struct Item {}",
  };
  withFiles(files, (directory) => {
    const loader = new IdlLoader();
    const [one, two, again] = ["one", "two", "one"].map((folder) =>
      loader.load(join(directory, folder, "calculator.thrift")),
    );
    assert.deepEqual(again, one);
    assert.deepEqual(Object.keys(one!.structs), ["shared.Item"]);
    assert.deepEqual(Object.keys(two!.structs), ["shared.Item", "../two/own/shared.Own"]);
    assert.equal(two!.structs["shared.Item"], one!.structs["shared.Item"]);
    for (const name of [undefined, "Calculator", "calculator.Calculator"]) {
      assert.equal(resolveService(two!, name).functions[0]!.arguments.length, 1);
    }
  });
});
