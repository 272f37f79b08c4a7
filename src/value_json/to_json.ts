// Values of an IDL's types as JSON for people and programs: the one form, which docs/commands.md describes.
import type { Schema, Type } from "../schema/schema.ts";
import { toBase64 } from "./base64.ts";

/** Whatever `JSON.stringify` writes. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * A value, as a client or a handler has it, in the form that {@link fromJson} reads.
 * @param type undefined: void.
 */
export function toJson(schema: Schema, type: Type | undefined, value: unknown): Json {
  if (type === undefined || value === undefined || value === null) return null;
  switch (type.kind) {
    case "double":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? (value as number)
        : doubleText(value as number);
    case "i64":
      return String(value);
    case "binary":
      return toBase64(value as Uint8Array);
    case "enum":
      return (
        schema.enums[type.name]?.values.find((member) => member.value === value)?.name ?? (value as number)
      );
    case "list":
    case "set":
      return Array.from(value as Iterable<unknown>, (element) => toJson(schema, type.element, element));
    case "map":
      return mapToJson(schema, type, [...(value as ReadonlyMap<unknown, unknown>)]);
    case "struct":
      return structToJson(schema, type.name, value as Readonly<Record<string, unknown>>);
    default:
      return value as boolean | number | string;
  }
}

/** The fields of a struct, a union or an exception that are set. */
export function structToJson(schema: Schema, name: string, value: Readonly<Record<string, unknown>>): Json {
  const fields = schema.structs[name]?.fields ?? [];
  return Object.fromEntries(
    fields
      .filter((field) => value[field.name] !== undefined && value[field.name] !== null)
      .map((field) => [field.name, toJson(schema, field.type, value[field.name])]),
  );
}

/** Whether the keys of a map of this type are names of a JSON object; others are written as pairs. */
export function hasNames({ kind }: Type): boolean {
  return !["double", "binary", "struct", "list", "set", "map"].includes(kind);
}

function mapToJson(
  schema: Schema,
  { key, value }: Type & { readonly kind: "map" },
  entries: readonly (readonly [unknown, unknown])[],
): Json {
  const written = entries.map(
    ([one, other]) => [toJson(schema, key, one), toJson(schema, value, other)] as const,
  );
  return hasNames(key) ? Object.fromEntries(written.map(([name, one]) => [String(name), one])) : written;
}

function doubleText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
