// Methods whose parameters do not fit the arguments of their functions: what an IDL that has gained or lost an argument
// leaves behind. The context of a call comes after all arguments, so it moves with them.
import type { Field, Schema } from "../schema/schema.ts";
import type { ResolvedService, ServedFunction } from "../schema/service.ts";
import type { Handler, Method } from "./handler.ts";

/**
 * Says which methods cannot get what they seem to expect. Only what is certain: methods that take fewer parameters, or
 * call them as they like, are right.
 *
 * @param file the module's path, for messages.
 */
export function doubtfulParameters(
  { methods, rules }: Pick<Handler, "methods" | "rules">,
  { functions, name, schema }: ResolvedService,
  file: string,
): string[] {
  return functions.flatMap((func, index) => {
    if (rules?.[index] !== undefined) return []; // it is called with a list of calls
    const place = `${file}: ${func.service ?? name}.${func.name}`;
    const method = methods[index]!;
    const { length } = func.arguments;
    const takes = length === 0 ? "no arguments" : length === 1 ? "1 argument" : `${length} arguments`;
    const surplus = method.length - length - 1;
    if (surplus > 0) {
      const call = `(${[...func.arguments.map((field) => field.name), "call"].join(", ")})`;
      return [
        `${place} has ${takes}, so that its method is called with ${call}; it takes ${method.length} parameters`,
      ];
    }
    const mistaken = mistakenContext(method, func, schema);
    if (mistaken === undefined) return [];
    const { used, field } = mistaken;
    return [
      `${place} has ${takes}: its method uses ${used} of the call's context where it is given ${field.name}; the context comes after the arguments`,
    ];
  });
}

/** The argument that a method takes for the context of the call, and the member that tells so. */
function mistakenContext(
  method: Method,
  func: ServedFunction,
  schema: Schema,
): { readonly used: string; readonly field: Field } | undefined {
  const source = Function.prototype.toString.call(method);
  const parameters = parametersOf(source) ?? [];
  for (const [index, field] of func.arguments.entries()) {
    const parameter = parameters[index];
    if (parameter === undefined) return undefined;
    const used = usedMembers(parameter, source).find((member) => !hasMember(field, member, schema));
    if (used !== undefined) return { used, field };
  }
  return undefined;
}

/** Members that only the context of a call has: none of them is a member of what other types are in JavaScript. */
const members = ["exceptions", "log", "signal", "peer", "headers", "setHeader", "sequenceId"];

function usedMembers(parameter: string, source: string): string[] {
  if (/^[A-Za-z_$][\w$]*$/.test(parameter)) {
    const name = parameter.replaceAll("$", "\\$");
    return members.filter((member) =>
      new RegExp(`(?<![\\w$.])${name}\\s*\\??\\.\\s*${member}(?![\\w$])`).test(source),
    );
  }
  const [, inside] = /^\{([\w$\s,:]*)\}$/.exec(parameter) ?? [];
  const names = (inside ?? "").split(",").map((part) => part.split(":")[0]!.trim());
  return members.filter((member) => names.includes(member));
}

function hasMember({ type }: Field, member: string, schema: Schema): boolean {
  return (
    type.kind === "struct" && (schema.structs[type.name]?.fields.some(({ name }) => name === member) ?? true)
  );
}

/**
 * The parameters as they are written; undefined when that cannot be told easily, for a default value with a text in it
 * for example.
 */
function parametersOf(source: string): string[] | undefined {
  const [, only] = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(source) ?? [];
  if (only !== undefined) return [only];
  const [beginning] = /^(?:async\s+)?(?:function\b\s*)?\*?\s*[\w$#]*\s*\(/.exec(source) ?? [];
  if (beginning === undefined) return undefined;
  const parameters = [""];
  let depth = 0;
  for (const character of source.slice(beginning.length)) {
    if (`"'\`/`.includes(character)) return undefined;
    if (")]}".includes(character) && --depth < 0) break;
    if ("([{".includes(character)) depth++;
    if (character === "," && depth === 0) parameters.push("");
    else parameters[parameters.length - 1] += character;
  }
  return parameters.map((parameter) => parameter.trim());
}
