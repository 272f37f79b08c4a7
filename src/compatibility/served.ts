// Compares the functions that a server serves with those that it is to serve.
import { type ResolvedService, wireNames } from "../schema/service.ts";
import type { Change, Comparison } from "./change.ts";
import { compareFunctions, comparePending } from "./compare.ts";

/**
 * Finds what breaks clients of a service that is served in another version from now on, by the names that they send.
 * Services may have other names, and definitions that no function uses do not matter.
 *
 * @returns the changes, in the order of the older functions. Empty: clients notice nothing.
 */
export function compareServed(older: ResolvedService, newer: ResolvedService): Change[] {
  const comparison: Comparison = { older: older.schema, newer: newer.schema, changes: [], pending: [] };
  const after = wireNames(newer);
  const seen = new Set<string>();
  for (const [sent, index] of wireNames(older)) {
    const func = older.functions[index]!;
    const other = newer.functions[after.get(sent) ?? -1];
    const definition = other?.service ?? func.service ?? newer.name;
    if (other === undefined) {
      const message = `${sent.includes(":") ? sent : `${definition}.${sent}`} is gone`;
      comparison.changes.push({ rule: "function-removed", definition, message });
    } else if (!seen.has(`${index} ${after.get(sent)}`)) {
      seen.add(`${index} ${after.get(sent)}`); // a default service's functions have two names
      compareFunctions(comparison, definition, func, other);
    }
  }
  comparePending(comparison);
  return comparison.changes;
}
