// Reads the `warmup` of a handler's modules: what each worker runs before it takes calls.
import type { ResolvedService, ServedFunction } from "../../schema/service.ts";
import { didYouMean } from "../../words/nearest.ts";
import { show } from "../../words/show.ts";
import { argumentsOf } from "../exports/arguments.ts";
import { type FunctionsModule, namesOf } from "../exports/by_function.ts";
import { HandlerError, type WarmupStep, type WorkerInfo } from "../handler.ts";

/**
 * Reads the `warmup` of all modules, in their order.
 *
 * @param modules one that is there twice has its function run once, and its calls made for each of its prefixes.
 * @throws {HandlerError} for what is neither a function nor a list of calls, and for calls that do not fit the IDL.
 */
export function warmupsOf(
  modules: readonly FunctionsModule[],
  service: ResolvedService,
): readonly WarmupStep[] {
  const functions = new Set<unknown>();
  return modules.flatMap(({ module: { warmup }, place, prefix }): readonly WarmupStep[] => {
    if (warmup === undefined || functions.has(warmup)) return [];
    if (typeof warmup === "function") {
      functions.add(warmup);
      return [{ place: `warmup of ${place}`, run: warmup as (worker: WorkerInfo) => unknown }];
    }
    if (!Array.isArray(warmup)) {
      throw new HandlerError(`${place}: warmup is ${show(warmup)}; expected a function, or ${example}`);
    }
    const own = service.functions.filter((func) => prefix === undefined || func.prefix === prefix);
    return warmup.map((call: unknown, index) => {
      const where = `${place}: warmup[${index}]`;
      const { func, args } = checkedCall(call, own, service, where);
      const name = `warmup of ${place}: call ${index + 1}, ${func.name}`;
      return { place: name, index: service.functions.indexOf(func), args };
    });
  });
}

const example = '[{ method: "NAME", args: { NAME: VALUE } }]';

function checkedCall(
  call: unknown,
  own: readonly ServedFunction[],
  service: ResolvedService,
  where: string,
): { readonly func: ServedFunction; readonly args: readonly unknown[] } {
  if (!isObject(call)) throw new HandlerError(`${where} is ${show(call)}; expected ${example.slice(1, -1)}`);
  const other = Object.keys(call).find((key) => !members.includes(key));
  if (other !== undefined) {
    const meant = didYouMean(other, members);
    throw new HandlerError(`${where} has ${other}; expected method and args alone${meant}`);
  }
  const { method, args = {} } = call;
  if (typeof method !== "string")
    throw new HandlerError(`${where}.method is ${show(method)}; expected a function's name`);
  const func = findFunction(method, own, service, where);
  return { func, args: argumentsOf(service, func, args, `${where}.args`) };
}

const members = ["method", "args"];

/** A plain name is the default service's where that has it, else that of the only function of the name. */
function findFunction(
  name: string,
  own: readonly ServedFunction[],
  service: ResolvedService,
  where: string,
): ServedFunction {
  const found = own.filter((func) => namesOf(func).includes(name));
  const [first, ...others] = found;
  if (first === undefined) {
    const meant = didYouMean(name, own.flatMap(namesOf));
    throw new HandlerError(`${where}.method: ${service.name} has no function ${name}${meant}`);
  }
  const chosen = others.length === 0 ? first : found.find(({ prefix }) => prefix === undefined);
  if (chosen !== undefined) return chosen;
  const all = found.map((func) => namesOf(func).at(-1)).join(" or ");
  throw new HandlerError(`${where}.method: several services have ${name}: write ${all}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
