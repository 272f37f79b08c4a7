// Finds what is wrong with a form's JSON, and where.
import type { Field, Schema, Type } from "../../schema/schema.ts";
import { ValueJsonError } from "../../value_json/error.ts";
import { fieldsFromJson, fromJson } from "../../value_json/from_json.ts";

/** What is wrong at a place, in words; undefined: nothing is wrong there, though there may be inside. */
export function problemAt(schema: Schema, type: Type, json: unknown, place: string): string | undefined {
  const error = errorOf(() => fromJson(schema, type, json, place));
  return error?.place === place ? error.problem : undefined;
}

/** The first thing that is wrong with arguments. */
export function firstProblem(
  schema: Schema,
  { name, arguments: fields }: { readonly name: string; readonly arguments: readonly Field[] },
  json: unknown,
): ValueJsonError | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return new ValueJsonError("the arguments", "expected an object by their names");
  }
  const given = json as Readonly<Record<string, unknown>>;
  return errorOf(() => fieldsFromJson(schema, fields, given, { of: name, place: "" }));
}

function errorOf(check: () => unknown): ValueJsonError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ValueJsonError) return error;
    throw error;
  }
}
