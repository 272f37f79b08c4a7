// Reads the `timeouts` of a handler's modules: the seconds that calls of single functions may take.
import { prefixEnd, type ResolvedService } from "../schema/service.ts";
import { didYouMean } from "../words/nearest.ts";
import { show } from "../words/show.ts";
import { HandlerError } from "./handler.ts";

/** A module that may export `timeouts`. */
export interface TimedModule {
  readonly module: Readonly<Record<string, unknown>>;
  /** Its name in messages. */
  readonly place: string;
  /** The prefix of the functions that it has the methods of; absent: its functions are all of the service's. */
  readonly prefix?: string;
}

/**
 * Reads the `timeouts` of all modules. Functions are named as their methods are; where services are multiplexed, with the
 * prefix as clients send it too: `Calculator:add`.
 *
 * @returns seconds in the order of the service's functions, undefined for those that are not named.
 * @throws {HandlerError} for a name that no function has, and for what is no time.
 */
export function timeoutsOf(
  modules: readonly TimedModule[],
  service: ResolvedService,
): readonly (number | undefined)[] {
  const found: (number | undefined)[] = service.functions.map(() => undefined);
  for (const { module, place, prefix } of modules) {
    const { timeouts } = module;
    if (timeouts === undefined) continue;
    if (typeof timeouts !== "object" || timeouts === null)
      throw new HandlerError(`${place} exports timeouts, which is no object: expected ${example}`);
    const names = service.functions.map((func) =>
      prefix !== undefined && func.prefix !== prefix ? [] : namesOf(func),
    );
    for (const [name, seconds] of Object.entries(timeouts)) {
      if (typeof seconds !== "number" || !(seconds >= 0) || !Number.isFinite(seconds)) {
        const expected = "expected a number of seconds, or 0 for any time";
        throw new HandlerError(`${place}: timeouts.${name} is ${show(seconds)}; ${expected}`);
      }
      if (!names.some((own) => own.includes(name))) {
        const meant = didYouMean(name, names.flat());
        throw new HandlerError(`${place}: timeouts.${name}: ${service.name} has no such function${meant}`);
      }
      for (const [index, own] of names.entries()) if (own.includes(name)) found[index] = seconds;
    }
  }
  return found;
}

const example = "export const timeouts = { METHOD: SECONDS }";

/** The names that a handler may have for a function: its own, and with the prefix as clients send it. */
export function namesOf({ name, prefix }: ResolvedService["functions"][number]): string[] {
  return prefix === undefined ? [name] : [name, prefix + prefixEnd + name];
}
