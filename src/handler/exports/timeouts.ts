// Reads the `timeouts` of a handler's modules: the seconds that calls of single functions may take.
import type { ResolvedService } from "../../schema/service.ts";
import { show } from "../../words/show.ts";
import { HandlerError } from "../handler.ts";
import { byFunction, type FunctionsModule } from "./by_function.ts";

/**
 * Reads the `timeouts` of all modules.
 *
 * @returns seconds in the order of the service's functions, undefined for those that are not named.
 * @throws {HandlerError} for a name that no function has, and for what is no time.
 */
export function timeoutsOf(
  modules: readonly FunctionsModule[],
  service: ResolvedService,
): readonly (number | undefined)[] {
  const example = "export const timeouts = { METHOD: SECONDS }";
  return byFunction(modules, service, { name: "timeouts", example }, (seconds, place) => {
    if (typeof seconds === "number" && seconds >= 0 && Number.isFinite(seconds)) return seconds;
    const expected = "expected a number of seconds, or 0 for any time";
    throw new HandlerError(`${place} is ${show(seconds)}; ${expected}`);
  });
}
