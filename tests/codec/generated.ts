// Schemas and values that fit them, for property tests.
import fc from "fast-check";
import type { Field, Func, Schema, Struct, Type } from "../../src/schema/schema.ts";
import type { ResolvedService } from "../../src/schema/service.ts";

/** A service with one function, and arguments and results for it. */
export interface Example {
  readonly service: ResolvedService;
  readonly args: readonly unknown[];
  readonly result: unknown;
}

/** Services of random types, each with random values: names and ids are the awkward ones. */
export function example(): fc.Arbitrary<Example> {
  return schema().chain((made) => {
    const func = made.functions[0]!;
    return fc.record({
      service: fc.constant(made),
      args: fc.tuple(...func.arguments.map((field) => fieldValue(field, made.schema))),
      result: value(func.returns!, made.schema),
    });
  });
}

const scalars = ["bool", "byte", "i16", "i32", "i64", "double", "string", "binary", "uuid"] as const;

function type(structs: number): fc.Arbitrary<Type> {
  const named = Array.from(
    { length: structs },
    (_, index): Type => ({ kind: "struct", name: `p.S${index}` }),
  );
  const { node } = fc.letrec<{ node: Type }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.constantFrom(
        ...scalars.map((kind): Type => ({ kind })),
        { kind: "enum", name: "p.E" } as const,
        ...named,
      ),
      fc.record({ kind: fc.constantFrom("list" as const, "set" as const), element: tie("node") }),
      fc.record({ kind: fc.constant("map" as const), key: tie("node"), value: tie("node") }),
    ),
  }));
  return node;
}

const name = fc.constantFrom(
  "a",
  "b",
  "length",
  "__proto__",
  "constructor",
  "toString",
  "class",
  "x1",
  "input",
  "p",
);

function fields(structs: number, result = false): fc.Arbitrary<Field[]> {
  const id = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: -32768, max: 32767 }));
  const requiredness = fc.constantFrom("required" as const, "optional" as const, "default" as const);
  return fc
    .uniqueArray(
      fc.record({
        id: result ? fc.integer({ min: 1, max: 90 }) : id,
        name,
        type: type(structs),
        requiredness,
      }),
      {
        maxLength: 6,
        selector: (field) => field.name,
      },
    )
    .map((all) => all.filter((field, index) => all.findIndex((other) => other.id === field.id) === index));
}

function schema(): fc.Arbitrary<ResolvedService> {
  const kind = fc.constantFrom("struct" as const, "union" as const, "exception" as const);
  // A struct's fields use only structs before it, so that values end.
  const structs = fc.tuple(
    ...[0, 1, 2].map((index) => fc.record({ kind, name: fc.constant(`p.S${index}`), fields: fields(index) })),
  );
  return fc
    .record({ structs, args: fields(3), returns: type(3), name })
    .map(({ structs, args, returns, name }) => {
      const filled = structs.map(
        (struct): Struct => ({
          ...struct,
          // A union must have a field to set.
          fields:
            struct.fields.length > 0
              ? struct.fields
              : [{ id: 1, name: "only", type: { kind: "i32" }, requiredness: "default" }],
        }),
      );
      const func: Func = { name, oneway: false, returns, arguments: args, throws: [] };
      return {
        name: "Generated",
        functions: [func, { ...func, name: `${name}2`, arguments: [], returns: { kind: "bool" } }],
        schema: {
          program: "p",
          namespaces: {},
          structs: Object.fromEntries(filled.map((struct) => [struct.name, struct])),
          enums: { "p.E": { name: "p.E", values: [] } },
          constants: {},
          services: {},
        },
      };
    });
}

/** An i64, or a double that keeps its identity as a map's key. */
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 300 }));
const uuid = fc.uuid();

function value(of: Type, all: Schema): fc.Arbitrary<unknown> {
  switch (of.kind) {
    case "bool":
      return fc.boolean();
    case "byte":
      return fc.integer({ min: -128, max: 127 });
    case "i16":
      return fc.integer({ min: -32768, max: 32767 });
    case "i32":
    case "enum":
      return fc.integer();
    case "i64":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "double":
      return fc.double();
    case "string":
      return text;
    case "uuid":
      return uuid;
    case "binary":
      return fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.from(bytes));
    case "list":
      return fc.array(value(of.element, all), { maxLength: 20, depthIdentifier: "value" });
    case "set":
      return fc.array(value(of.element, all), { maxLength: 3 }).map((elements) => new Set(elements));
    case "map":
      return fc
        .array(fc.tuple(value(of.key, all), value(of.value, all)), { maxLength: 3 })
        .map((entries) => new Map(entries));
    case "struct":
      return structValue(all.structs[of.name]!, all);
  }
}

function structValue(struct: Struct, all: Schema): fc.Arbitrary<unknown> {
  const entry = (field: Field, made: fc.Arbitrary<unknown>) => made.map((one) => [field.name, one] as const);
  // fromEntries defines own properties, `__proto__` too.
  if (struct.kind === "union") {
    return fc.oneof(
      ...struct.fields.map((field) =>
        entry(field, value(field.type, all)).map((one) => Object.fromEntries([one])),
      ),
    );
  }
  return fc
    .tuple(...struct.fields.map((field) => entry(field, fieldValue(field, all))))
    .map(Object.fromEntries);
}

function fieldValue(field: Field, all: Schema): fc.Arbitrary<unknown> {
  const present = value(field.type, all);
  return field.requiredness === "required" ? present : fc.option(present, { nil: undefined, freq: 3 });
}
