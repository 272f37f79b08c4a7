// Reads what a handler's modules export for single functions: an object whose keys are the names of these.
import { prefixEnd, type ResolvedService } from "../../schema/service.ts";
import { didYouMean } from "../../words/nearest.ts";
import { HandlerError } from "../handler.ts";

/** A module that may export something for single functions. */
export interface FunctionsModule {
  readonly module: Readonly<Record<string, unknown>>;
  /** Its name in messages. */
  readonly place: string;
  /** The prefix of the functions that it has the methods of; absent: its functions are all of the service's. */
  readonly prefix?: string;
}

/**
 * Reads an export of all modules. Functions are named as their methods are; where services are multiplexed, with the
 * prefix as clients send it too: `Calculator:add`.
 *
 * @param name of the export, and an example of it for messages.
 * @param read reads the value of a function. `place` is its name in messages: `handler.ts: timeouts.add`.
 * @returns values in the order of the service's functions, undefined for those that are not named.
 * @throws {HandlerError} for a name that no function has, and what `read` throws.
 */
export function byFunction<Value>(
  modules: readonly FunctionsModule[],
  service: ResolvedService,
  { name, example }: { readonly name: string; readonly example: string },
  read: (value: unknown, place: string) => Value,
): readonly (Value | undefined)[] {
  const found: (Value | undefined)[] = service.functions.map(() => undefined);
  for (const { module, place, prefix } of modules) {
    const exported = module[name];
    if (exported === undefined) continue;
    if (typeof exported !== "object" || exported === null)
      throw new HandlerError(`${place} exports ${name}, which is no object: expected ${example}`);
    const names = service.functions.map((func) =>
      prefix !== undefined && func.prefix !== prefix ? [] : namesOf(func),
    );
    for (const [key, given] of Object.entries(exported)) {
      const value = read(given, `${place}: ${name}.${key}`);
      if (!names.some((own) => own.includes(key))) {
        const meant = didYouMean(key, names.flat());
        throw new HandlerError(`${place}: ${name}.${key}: ${service.name} has no such function${meant}`);
      }
      for (const [index, own] of names.entries()) if (own.includes(key)) found[index] = value;
    }
  }
  return found;
}

/** The names that a handler may have for a function: its own, and with the prefix as clients send it. */
export function namesOf({ name, prefix }: ResolvedService["functions"][number]): string[] {
  return prefix === undefined ? [name] : [name, prefix + prefixEnd + name];
}
