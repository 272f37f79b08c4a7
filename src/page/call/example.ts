// Makes up values of types, for a form to begin with.
import type { Field, Schema, Type, Value } from "../../schema/schema.ts";
import { toBase64 } from "../../value_json/base64.ts";
import { hasNames } from "../../value_json/to_json.ts";

/** How much of what may be left out there is. */
export type Extent = "least" | "all";

/** Arguments, or the fields of a struct, as JSON. */
export function exampleFields(
  schema: Schema,
  fields: readonly Field[],
  extent: Extent,
  within: readonly string[] = [],
): Record<string, unknown> {
  const wanted = fields.filter(({ requiredness }) => extent === "all" || requiredness !== "optional");
  const values = wanted.map(({ name, type, default: value }): [string, unknown] => [
    name,
    value === undefined ? exampleOf(schema, type, extent, within) : valueJson(schema, value),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** @param within the structs that it is in: none is in itself. @returns undefined: there is none that ends. */
export function exampleOf(
  schema: Schema,
  type: Type,
  extent: Extent,
  within: readonly string[] = [],
): unknown {
  switch (type.kind) {
    case "bool":
      return false;
    case "i64":
      return "0";
    case "string":
    case "binary":
      return "";
    case "uuid":
      return "00000000-0000-0000-0000-000000000000";
    case "enum":
      return schema.enums[type.name]?.values[0]?.name ?? 0;
    case "list":
    case "set":
      return extent === "least" ? [] : some(exampleOf(schema, type.element, extent, within));
    case "map": {
      if (extent === "least") return hasNames(type.key) ? {} : [];
      const key = exampleOf(schema, type.key, extent, within);
      const value = exampleOf(schema, type.value, extent, within);
      const pairs = key === undefined || value === undefined ? [] : [[key, value]];
      return hasNames(type.key) ? Object.fromEntries(pairs) : pairs;
    }
    case "struct":
      return exampleStruct(schema, type.name, extent, within);
    default:
      return 0;
  }
}

function exampleStruct(schema: Schema, name: string, extent: Extent, within: readonly string[]): unknown {
  const struct = schema.structs[name];
  if (struct === undefined || within.includes(name)) return undefined;
  const inside = [...within, name];
  if (struct.kind !== "union") return exampleFields(schema, struct.fields, extent, inside);
  for (const field of struct.fields) {
    const value = exampleOf(schema, field.type, extent, inside);
    if (value !== undefined) return { [field.name]: value };
  }
  return undefined;
}

function some(value: unknown): unknown[] {
  return value === undefined ? [] : [value];
}

/** A default as JSON. */
function valueJson(schema: Schema, value: Value): unknown {
  switch (value.kind) {
    case "binary":
      return toBase64(new TextEncoder().encode(value.value));
    case "list":
    case "set":
      return value.elements.map((one) => valueJson(schema, one));
    case "map":
      return value.entries.map(([key, one]) => [valueJson(schema, key), valueJson(schema, one)]);
    case "struct":
      return Object.fromEntries(value.fields.map(([name, one]) => [name, valueJson(schema, one)]));
    default:
      return value.value;
  }
}
