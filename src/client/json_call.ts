// Calls a function with arguments that are JSON, and has its outcome as JSON.
import type { Func, Schema } from "../schema/schema.ts";
import { localName, type ServedFunction } from "../schema/service.ts";
import type { JsonOutcome } from "../value_json/outcome.ts";
import { type Json, structToJson, toJson } from "../value_json/to_json.ts";
import { textOf } from "../words/thrown.ts";
import type { Client } from "./caller.ts";
import { ApplicationError } from "./errors.ts";

/** @param call makes it. @returns what came of it: it never fails. */
export async function jsonOutcome(
  call: () => Promise<unknown>,
  { exceptions }: Pick<Client, "exceptions">,
  schema: Schema,
  func: Func | ServedFunction,
): Promise<JsonOutcome> {
  try {
    return { result: toJson(schema, func.returns, await call()) };
  } catch (error) {
    const declared = declaredBy(func, exceptions, error);
    if (declared !== undefined) {
      return { exception: localName(declared), value: exceptionJson(schema, declared, error) };
    }
    if (!(error instanceof ApplicationError)) return { error: textOf(error) };
    return { error: error.message, type: error.typeName ?? String(error.type) };
  }
}

/** The qualified name of the exception that the function declares and `error` is. */
export function declaredBy(
  { throws }: Func,
  exceptions: Client["exceptions"],
  error: unknown,
): string | undefined {
  for (const { type } of throws) {
    if (type.kind !== "struct") continue;
    // The whole name where several files define an exception of the short one, which is all of theirs then.
    const known = exceptions[type.name] ?? exceptions[localName(type.name)];
    if (known !== undefined && error instanceof known) return type.name;
  }
  return undefined;
}

/** The fields of an exception. @param name its qualified name. */
export function exceptionJson(schema: Schema, name: string, error: unknown): Json {
  const own = Object.entries(Object.getOwnPropertyDescriptors(error as object));
  // An Error's own properties besides the fields are not enumerable.
  const fields = own.filter(([, { enumerable }]) => enumerable).map(([field, { value }]) => [field, value]);
  return structToJson(schema, name, Object.fromEntries(fields));
}
