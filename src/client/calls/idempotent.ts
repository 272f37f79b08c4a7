// The functions of a service that may be run twice: running one again changes nothing.
import { OptionsError } from "../../options/error.ts";
import type { ResolvedService } from "../../schema/service.ts";
import { didYouMean } from "../../words/nearest.ts";

/**
 * By the functions' indexes. What the IDL says of one, `(idempotent)` or `(idempotent = "false")`, goes before the option.
 *
 * @param option the names of functions, or whether all are.
 * @throws {OptionsError} when the service has no function of a name.
 */
export function idempotentFunctions(
  { name: service, functions }: ResolvedService,
  option: boolean | readonly string[],
): readonly boolean[] {
  const names = functions.map(({ name }) => name);
  const listed = typeof option === "boolean" ? [] : option;
  const unknown = listed.find((one) => !names.includes(one));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, names);
    throw new OptionsError("idempotent", `names ${unknown}, which ${service} does not have${hint}`);
  }
  return functions.map(({ name, annotations }) => {
    const said = annotations?.idempotent;
    return said === undefined ? option === true || listed.includes(name) : said !== "false";
  });
}
