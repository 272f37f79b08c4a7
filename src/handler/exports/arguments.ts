// Reads the arguments of a call as handlers write them: JSON by their names, or in their order.
import type { ResolvedService, ServedFunction } from "../../schema/service.ts";
import { ValueJsonError } from "../../value_json/error.ts";
import { fieldsFromJson, fromJson } from "../../value_json/from_json.ts";
import { show } from "../../words/show.ts";
import { HandlerError } from "../handler.ts";

/**
 * The values of a function's arguments, in their order.
 * @param where names them in messages.
 * @throws {HandlerError} when they do not fit the IDL.
 */
export function argumentsOf(
  { schema }: ResolvedService,
  { name, arguments: fields }: ServedFunction,
  args: unknown,
  where: string,
): readonly unknown[] {
  try {
    if (Array.isArray(args)) {
      if (args.length > fields.length)
        throw new HandlerError(`${where}: ${name} takes ${fields.length}, and ${args.length} are given`);
      return fields.map((field, index) => {
        const one: unknown = args[index];
        return one === undefined || one === null ? undefined : fromJson(schema, field.type, one, field.name);
      });
    }
    if (typeof args !== "object" || args === null)
      throw new HandlerError(
        `${where} is ${show(args)}; expected an object by the arguments' names, or an array in their order`,
      );
    const named = args as Readonly<Record<string, unknown>>;
    const values = fieldsFromJson(schema, fields, named, { of: name, place: "" });
    return fields.map((field) => values[field.name]);
  } catch (error) {
    if (error instanceof ValueJsonError) throw new HandlerError(`${where}: ${error.message}`);
    throw error;
  }
}
