// Accepted files: everything the language has arrives in the schema.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadIdl } from "../../src/idl/load.ts";
import type { Field, Type } from "../../src/schema/schema.ts";
import { resolveService } from "../../src/schema/service.ts";

const everything = loadIdl(new URL("./fixtures/everything.thrift", import.meta.url));
const newer = loadIdl(new URL("./fixtures/newer.thrift", import.meta.url));

/** `1 optional string label` */
function row({ id, requiredness, type, name }: Field): string {
  return `${id} ${requiredness} ${typeText(type)} ${name}`;
}

function typeText(type: Type): string {
  if (type.kind === "map") return `map<${typeText(type.key)},${typeText(type.value)}>`;
  if (type.kind === "list" || type.kind === "set") return `${type.kind}<${typeText(type.element)}>`;
  return "name" in type ? `${type.kind}:${type.name}` : type.kind;
}

test("a schema names its program and every program's namespaces", () => {
  assert.equal(everything.program, "everything");
  assert.deepEqual(everything.namespaces, {
    shared: {},
    everything: { "*": "idl.everything", py: "everything.py", rb: "Everything" },
  });
});

test("a schema is plain data: a trip through JSON changes nothing", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(everything)), everything);
  assert.deepEqual(JSON.parse(JSON.stringify(newer)), newer);
});

test("every definition of the file and its includes is there, qualified by its program", () => {
  assert.deepEqual(Object.keys(everything.structs), [
    "shared.Named",
    "shared.Problem",
    "everything.Point",
    "everything.Old",
    "everything.Node",
    "everything.Choice",
    "everything.Failure",
  ]);
  assert.deepEqual(Object.keys(everything.enums), ["shared.Level", "everything.Color"]);
  assert.deepEqual(Object.keys(everything.services), [
    "shared.Root",
    "everything.Base",
    "everything.Everything",
  ]);
});

test("constants have the values that are written, whatever their form", () => {
  const prefix = "everything.";
  const values = Object.entries(everything.constants)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, { type, value }]) => {
      assert.ok(value.kind === "number" || typeText(type).startsWith(value.kind), name);
      const { kind: _, ...rest } = value;
      return [name.slice(prefix.length), "value" in rest ? rest.value : rest];
    });
  const number = (value: number) => ({ kind: "number", value });
  const string = (value: string) => ({ kind: "string", value });
  const quoted = "a \"b\" 'c'\n\t\r\\";
  assert.deepEqual(Object.fromEntries(values), {
    YES: true,
    NO: false,
    BYTE: -128,
    ALSO_BYTE: 127,
    SHORT: 32767,
    HEX: -31,
    BIG: "-9223372036854775808",
    WHOLE: 3,
    EXPONENT: -0.0015,
    POINT: 0.5,
    QUOTED: quoted,
    OTHER_QUOTES: '"',
    BYTES: "caf'e",
    NUMBERS: { elements: [1, 2, 3, -4].map(number) },
    WORDS: { elements: [string("a"), string("b")] },
    NESTED: {
      entries: [
        [string("one"), { kind: "list", elements: [number(1)] }],
        [string("two"), { kind: "list", elements: [number(2), number(2)] }],
        [string("none"), { kind: "list", elements: [] }],
      ],
    },
    COPY: quoted,
    FROM_INCLUDE: 2147483647,
    FAVOURITE: 16,
    BY_TYPEDEF: 0,
    BY_NUMBER: 16,
    LEVEL: 10,
    AS_NUMBER: 10,
    ORIGIN: {
      name: "everything.Point",
      fields: [
        ["x", number(0)],
        ["y", number(0.5)],
        ["label", string(quoted)],
      ],
    },
  });
  assert.deepEqual(everything.constants["everything.BY_TYPEDEF"]?.type, {
    kind: "enum",
    name: "everything.Color",
  });
});

test("an enum's members count on from the one before, and keep docs and annotations", () => {
  assert.deepEqual(everything.enums["everything.Color"], {
    name: "everything.Color",
    doc: "Colors, as they are seen.\n\n  - indented",
    annotations: { key: "value" },
    values: [
      { name: "RED", value: 0, doc: "The first one" },
      { name: "GREEN", value: 16, annotations: { pretty: "1" } },
      { name: "BLUE", value: 17 },
      { name: "NEGATIVE", value: -7 },
      { name: "AFTER_NEGATIVE", value: -6 },
      { name: "SAME_AS_RED", value: 0 },
    ],
  });
});

test("a struct's fields keep id, requiredness, default, doc and annotations", () => {
  assert.deepEqual(everything.structs["everything.Point"], {
    kind: "struct",
    name: "everything.Point",
    annotations: { final: "1" },
    fields: [
      {
        id: 1,
        name: "x",
        type: { kind: "double" },
        requiredness: "default",
        default: { kind: "number", value: 1 },
      },
      { id: 2, name: "y", type: { kind: "double" }, requiredness: "default" },
      {
        id: 3,
        name: "label",
        type: { kind: "string" },
        requiredness: "optional",
        default: { kind: "string", value: 'no "label"' },
        doc: "What to call it",
        annotations: { a: "1", b: "1" },
      },
    ],
  });
});

test("fields without an id count down from -1", () => {
  assert.deepEqual(everything.structs["everything.Old"]?.fields.map(row), [
    "-1 default i32 first",
    "5 default i32 five",
    "-2 default string second",
  ]);
});

test("typedefs are resolved, structs may hold themselves, and names such as __proto__ are names", () => {
  assert.deepEqual(everything.structs["everything.Node"]?.fields.map(row), [
    "1 required i32 value",
    "2 optional struct:everything.Node left",
    "3 optional struct:everything.Node right",
    "4 default list<struct:everything.Node> children",
    "5 default map<i32,i32> counts",
    "6 default map<i32,list<struct:shared.Named>> index",
    "7 default bool __proto__",
    "8 default string constructor",
    "9 default enum:everything.Color colour",
  ]);
});

test("a union's fields are optional", () => {
  const { kind, fields } = everything.structs["everything.Choice"]!;
  assert.equal(kind, "union");
  assert.deepEqual(fields.map(row), [
    "1 optional i32 number",
    "2 optional string text",
    "3 optional struct:everything.Choice again",
  ]);
});

test("a service has its functions with arguments, result, exceptions and parent", () => {
  const { functions, ...service } = everything.services["everything.Everything"]!;
  assert.deepEqual(service, {
    name: "everything.Everything",
    extends: "everything.Base",
    annotations: { version: "2" },
  });
  assert.deepEqual(
    functions.map((f) => [f.name, f.returns && typeText(f.returns), f.arguments.map(row), f.throws.map(row)]),
    [
      ["add", "i32", ["1 default i32 a", "2 required i32 b"], []],
      [
        "points",
        "map<string,struct:everything.Point>",
        ["1 default set<i32> ids", "2 default struct:everything.Choice choice"],
        ["1 default struct:everything.Failure failure", "2 default struct:shared.Problem problem"],
      ],
      ["echo", "binary", ["-1 default binary data"], []],
    ],
  );
  assert.deepEqual(functions[0]?.arguments[0]?.default, { kind: "number", value: 1 });
  assert.deepEqual(functions[1]?.annotations, { slow: "1" });
  assert.equal(everything.structs["everything.Failure"]?.kind, "exception");
});

test("oneway, void and doc comments of functions are kept; inherited functions come from the included file", () => {
  assert.deepEqual(everything.services["everything.Base"], {
    name: "everything.Base",
    extends: "shared.Root",
    functions: [
      { name: "ping", oneway: false, arguments: [], throws: [], doc: "Says it." },
      {
        name: "log",
        oneway: true,
        arguments: [{ id: 1, name: "line", type: { kind: "string" }, requiredness: "default" }],
        throws: [],
      },
    ],
  });
  const { functions } = resolveService(everything, "Everything");
  assert.deepEqual(
    functions.map(({ name }) => name),
    ["alive", "ping", "log", "add", "points", "echo"],
  );
});

test("definitions may come in any order, and constants refer to each other", () => {
  const late = {
    type: { kind: "struct", name: "newer.Late" },
    value: {
      kind: "struct",
      name: "newer.Late",
      fields: [
        ["choice", { kind: "number", value: 1 }],
        ["id", { kind: "uuid", value: "01234567-89ab-cdef-0123-456789abcdef" }],
      ],
    },
  };
  assert.deepEqual(newer.constants["newer.LATE"], { name: "newer.LATE", ...late });
  assert.deepEqual(newer.constants["newer.SAME"], { name: "newer.SAME", ...late });
  assert.deepEqual(newer.constants["newer.FORWARD"]?.value, { kind: "number", value: 7 });
  assert.equal(newer.services["newer.Derived"]?.extends, "newer.Base");
  assert.equal(typeText(newer.services["newer.Derived"]!.functions[0]!.returns!), "uuid");
});

test("fields may be named like keywords and like other languages' words", () => {
  const names = newer.structs["newer.Words"]!.fields.map(({ name }) => name);
  assert.equal(names.length, 33);
  assert.deepEqual(names.slice(0, 4), ["namespace", "cpp_include", "include", "void"]);
  assert.deepEqual(names.slice(-5), ["required", "optional", "class", "def", "END"]);
});
