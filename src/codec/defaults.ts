// Default values as expressions: each evaluation makes a value of its own, containers included.
import type { Field, Schema, Type, Value } from "../schema/schema.ts";
import { property, quote, utf8 } from "./source_text.ts";

/** An expression for a default value of a type. */
export function defaultValue(value: Value, type: Type, schema: Schema): string {
  switch (value.kind) {
    case "bool":
      return String(value.value);
    case "number":
      return type.kind === "i64"
        ? `${value.value}n`
        : Object.is(value.value, -0)
          ? "-0"
          : String(value.value);
    case "i64":
      return `${value.value}n`;
    case "string":
    case "uuid":
      return quote(value.value);
    case "binary":
      return `Uint8Array.of(${utf8(value.value).join(", ")})`;
    case "list":
    case "set": {
      const element = type.kind === "list" || type.kind === "set" ? type.element : type;
      const elements = value.elements.map((one) => defaultValue(one, element, schema)).join(", ");
      return value.kind === "list" ? `[${elements}]` : `new Set([${elements}])`;
    }
    case "map": {
      const [key, element] = type.kind === "map" ? [type.key, type.value] : [type, type];
      const entries = value.entries.map(
        ([one, other]) => `[${defaultValue(one, key, schema)}, ${defaultValue(other, element, schema)}]`,
      );
      return `new Map([${entries.join(", ")}])`;
    }
    case "struct":
      return structValue(value, schema);
  }
}

/** A struct's default has the same shape as one that was read: fields not named have their own defaults. */
function structValue(value: Extract<Value, { kind: "struct" }>, schema: Schema): string {
  const struct = schema.structs[value.name]!;
  const given = new Map(value.fields);
  const fields =
    struct.kind === "union" ? struct.fields.filter((field) => given.has(field.name)) : struct.fields;
  return `{ ${fields.map((field) => property(field.name, fieldValue(field, given.get(field.name), schema))).join(", ")} }`;
}

function fieldValue(field: Field, given: Value | undefined, schema: Schema): string {
  const value = given ?? field.default;
  return value === undefined ? "undefined" : defaultValue(value, field.type, schema);
}
