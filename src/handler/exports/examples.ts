// Reads the `examples` of a handler's modules: arguments that people may begin with who try a function.
import type { ResolvedService } from "../../schema/service.ts";
import { type Json, toJson } from "../../value_json/to_json.ts";
import { show } from "../../words/show.ts";
import { HandlerError } from "../handler.ts";
import { argumentsOf } from "./arguments.ts";
import { byFunction, type FunctionsModule } from "./by_function.ts";

/**
 * The service with the examples of all modules at its functions.
 *
 * @throws {HandlerError} for a name that no function has, and for arguments that do not fit the IDL.
 */
export function withExamples(modules: readonly FunctionsModule[], service: ResolvedService): ResolvedService {
  const example = "export const examples = { METHOD: [{ NAME: VALUE }] }";
  const found = byFunction(modules, service, { name: "examples", example }, (list, place) => {
    if (Array.isArray(list)) return { list: list as readonly unknown[], place };
    throw new HandlerError(`${place} is ${show(list)}; expected a list of arguments, as in ${example}`);
  });
  const functions = service.functions.map((func, index) => {
    const given = found[index];
    if (given === undefined) return func;
    const examples = given.list.map((args, number) => {
      const values = argumentsOf(service, func, args, `${given.place}[${number}]`);
      const set = func.arguments
        .map(({ name, type }, at): [string, Json] => [name, toJson(service.schema, type, values[at])])
        .filter((_, at) => values[at] !== undefined);
      return Object.fromEntries(set);
    });
    return { ...func, examples };
  });
  return { ...service, functions };
}
