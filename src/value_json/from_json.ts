// Reads values of an IDL's types from JSON, and says which field does not fit.
import type { Field, Schema, Type } from "../schema/schema.ts";
import { localName } from "../schema/service.ts";
import { didYouMean } from "../words/nearest.ts";
import { show } from "../words/show.ts";
import { fromBase64 } from "./base64.ts";
import { ValueJsonError } from "./error.ts";
import { hasNames } from "./to_json.ts";

/**
 * The value that JSON, as {@link parseJson} reads it, stands for.
 *
 * @param place the argument's name, for messages.
 * @throws {ValueJsonError} when it is none of the type.
 */
export function fromJson(schema: Schema, type: Type, json: unknown, place: string): unknown {
  const refuse = (expected: string, hint = ""): never => {
    throw new ValueJsonError(place, `expected ${expected}, got ${show(json)}${hint}`);
  };
  switch (type.kind) {
    case "bool":
      return typeof json === "boolean" ? json : refuse("true or false");
    case "byte":
    case "i16":
    case "i32":
      return isWhole(json, bits[type.kind]) ? json : refuse(`a whole number of ${bits[type.kind]} bits`);
    case "i64":
      return (
        i64Of(json) ?? refuse('a whole number of 64 bits, or its digits in a string: "9007199254740993"')
      );
    case "double":
      return doubleOf(json) ?? refuse('a number, "NaN", "Infinity" or "-Infinity"');
    case "string":
      return typeof json === "string" ? json : refuse("a string");
    case "uuid":
      return typeof json === "string" && uuid.test(json) ? json.toLowerCase() : refuse("a uuid");
    case "binary":
      return (typeof json === "string" && fromBase64(json)) || refuse("binary, as a string of base64");
    case "enum":
      return enumOf(schema, type.name, json, refuse);
    case "list":
    case "set": {
      if (!Array.isArray(json)) return refuse("an array");
      const elements = json.map((one, index) => fromJson(schema, type.element, one, `${place}[${index}]`));
      return type.kind === "set" ? new Set(elements) : elements;
    }
    case "map":
      return mapOf(schema, type, json, place, refuse);
    case "struct":
      return structOf(schema, type.name, json, place, refuse);
  }
}

/**
 * The values of fields from an object by their names.
 * @param of the struct or function, for messages.
 * @throws {ValueJsonError} for a name that is no field, and for a required field that is missing.
 */
export function fieldsFromJson(
  schema: Schema,
  fields: readonly Field[],
  json: Readonly<Record<string, unknown>>,
  { of, place }: { readonly of: string; readonly place: string },
): Record<string, unknown> {
  const names = fields.map(({ name }) => name);
  const inside = (name: string) => (place === "" ? name : `${place}.${name}`);
  for (const name of Object.keys(json)) {
    if (!names.includes(name))
      throw new ValueJsonError(
        inside(name),
        `${of} has no field of this name${didYouMean(name, names) || has(names)}`,
      );
  }
  const values: [string, unknown][] = [];
  for (const { name, type, requiredness } of fields) {
    const value = Object.hasOwn(json, name) ? json[name] : undefined;
    if (value !== undefined && value !== null) {
      values.push([name, fromJson(schema, type, value, inside(name))]);
    } else if (requiredness === "required") {
      throw new ValueJsonError(inside(name), `missing; ${of} requires it`);
    }
  }
  return Object.fromEntries(values);
}

type Refuse = (expected: string, hint?: string) => never;

const bits = { byte: 8, i16: 16, i32: 32 } as const;
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

function has(names: readonly string[]): string {
  return names.length === 0 ? "" : `; it has ${names.join(", ")}`;
}

function isWhole(json: unknown, width: number): json is number {
  return Number.isInteger(json) && Math.abs((json as number) + 0.5) < 2 ** (width - 1);
}

function i64Of(json: unknown): bigint | undefined {
  const isDigits = typeof json === "string" && /^-?\d{1,20}$/.test(json);
  if (!isDigits && typeof json !== "bigint" && !Number.isSafeInteger(json)) return undefined;
  const value = BigInt(json as string | number | bigint);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function doubleOf(json: unknown): number | undefined {
  if (typeof json === "number") return json;
  if (typeof json === "bigint") return Number(json);
  return typeof json === "string" && ["NaN", "Infinity", "-Infinity", "-0"].includes(json)
    ? Number(json)
    : undefined;
}

function enumOf(schema: Schema, name: string, json: unknown, refuse: Refuse): number {
  if (isWhole(json, 32)) return json;
  const members = schema.enums[name]?.values ?? [];
  const found = members.find((member) => member.name === json);
  if (found !== undefined) return found.value;
  const names = members.map((member) => member.name);
  const hint = typeof json === "string" ? didYouMean(json, names) : "";
  const listed = names.length > 20 ? "" : `: ${names.join(", ")}`;
  return refuse(`a member of ${localName(name)}${listed}`, hint);
}

function mapOf(
  schema: Schema,
  { key, value }: Type & { readonly kind: "map" },
  json: unknown,
  place: string,
  refuse: Refuse,
): Map<unknown, unknown> {
  const isPairs = Array.isArray(json) && json.every((pair) => Array.isArray(pair) && pair.length === 2);
  if (!isPairs && !(isObject(json) && hasNames(key)))
    return refuse(hasNames(key) ? "an object, or an array of pairs" : "an array of pairs, [[key, value]]");
  const entries: [unknown, unknown][] = isPairs
    ? (json as [unknown, unknown][])
    : Object.entries(json as object).map(([name, one]) => [keyOf(key, name), one]);
  return new Map(
    entries.map(([one, other]) => {
      const inside = `${place}[${show(one)}]`;
      return [fromJson(schema, key, one, `${inside} key`), fromJson(schema, value, other, inside)];
    }),
  );
}

/** A name of an object as the JSON that the key would be. */
function keyOf({ kind }: Type, name: string): unknown {
  if (kind === "bool") return name === "true" ? true : name === "false" ? false : name;
  const isNumber = ["byte", "i16", "i32", "enum"].includes(kind) && /^-?\d+$/.test(name);
  return isNumber ? Number(name) : name;
}

function structOf(
  schema: Schema,
  name: string,
  json: unknown,
  place: string,
  refuse: Refuse,
): Record<string, unknown> {
  const of = localName(name);
  const struct = schema.structs[name];
  if (struct === undefined || !isObject(json)) return refuse(`an object with the fields of ${of}`);
  const values = fieldsFromJson(schema, struct.fields, json, { of, place });
  const count = Object.keys(values).length;
  if (struct.kind === "union" && count !== 1)
    throw new ValueJsonError(place, `expected exactly one field of the union ${of}, got ${count}`);
  return values;
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
