// Compares two versions of an IDL: finds each change that breaks clients or servers while both are in use.
import type { Func, Schema } from "../schema/schema.ts";
import { localName, ownServices, programName, resolveService } from "../schema/service.ts";
import { typeText } from "../schema/type_text.ts";
import type { Change, Comparison, Pair } from "./change.ts";
import { compareEnums, compareStructs } from "./definitions.ts";
import { compareFields } from "./fields.ts";
import { compareTypes } from "./types.ts";

export type { Change } from "./change.ts";

/**
 * Finds what breaks on the wire, whichever of clients and servers get the newer version first. Definitions may have
 * other names, but for services, functions and enums' members: names of types, fields and arguments are not sent.
 *
 * @returns the changes, services' first. Empty: the versions understand each other.
 */
export function compareSchemas(older: Schema, newer: Schema): Change[] {
  const comparison: Comparison = { older, newer, changes: [], pending: [] };
  for (const [before, after] of servicePairs(comparison)) compareServices(comparison, before, after);
  comparison.pending.push(...samelyNamed(comparison, "structs"), ...samelyNamed(comparison, "enums"));
  comparePending(comparison);
  return comparison.changes;
}

/**
 * The same for one service of each, and what its functions use. Their names may be two.
 *
 * @param before the older one's key in its schema. @param after the newer one's.
 * @returns the changes. Empty: they understand each other.
 */
export function compareOneService(older: Schema, newer: Schema, before: string, after: string): Change[] {
  const comparison: Comparison = { older, newer, changes: [], pending: [] };
  compareServices(comparison, before, after);
  comparePending(comparison);
  return comparison.changes;
}

/** Compares the pairs of structs and enums that others have led to. */
export function comparePending(comparison: Comparison): void {
  const compared = new Set<string>();
  for (const pair of comparison.pending) {
    const text = `${pair.table} ${pair.older} ${pair.newer}`;
    if (compared.has(text)) continue;
    compared.add(text);
    const compare = pair.table === "structs" ? compareStructs : compareEnums;
    compare(comparison, pair.older, pair.newer); // which may add more pairs
  }
}

/** The services of both files; where each has one they are a pair, whatever they are called. */
function servicePairs({ older, newer, changes }: Comparison): [string, string][] {
  const before = ownServices(older);
  const after = ownServices(newer);
  const pairs: [string, string][] = [];
  for (const key of before) {
    const name = localName(key);
    const same = after.find((other) => localName(other) === name);
    const only = before.length === 1 && after.length === 1 ? after[0] : undefined;
    const pair = same ?? only;
    if (pair !== undefined) pairs.push([key, pair]);
    if (same !== undefined) continue;
    const message =
      only === undefined ? `the service ${name} is gone` : `the service ${name} is ${localName(only)} now`;
    changes.push({ rule: "service-removed", definition: pair ?? key, message });
  }
  return pairs;
}

/** The definitions of the files themselves that have one name: other files may use them. */
function samelyNamed({ older, newer }: Comparison, table: Pair["table"]): Pair[] {
  return Object.keys(older[table])
    .filter((key) => programName(key) === older.program)
    .map((key) => ({ table, older: key, newer: `${newer.program}.${localName(key)}` }))
    .filter((pair) => Object.hasOwn(newer[table], pair.newer));
}

function compareServices(comparison: Comparison, older: string, newer: string): void {
  const functions = (schema: Schema, key: string) =>
    new Map(resolveService(schema, key).functions.map((func) => [func.name, func]));
  const after = functions(comparison.newer, newer);
  for (const [name, func] of functions(comparison.older, older)) {
    const other = after.get(name);
    if (other !== undefined) compareFunctions(comparison, newer, func, other);
    else {
      const message = `${localName(newer)}.${name} is gone`;
      comparison.changes.push({ rule: "function-removed", definition: newer, message });
    }
  }
}

/** Compares two versions of a function. @param definition the newer one's service. */
export function compareFunctions(comparison: Comparison, definition: string, older: Func, newer: Func): void {
  const { changes } = comparison;
  const name = `${localName(definition)}.${newer.name}`;
  const place = { definition, member: newer.name };
  if (older.oneway !== newer.oneway) {
    const message = newer.oneway ? `${name} is oneway now` : `${name} is no longer oneway`;
    changes.push({ rule: "oneway-changed", ...place, message });
  }
  const result = `what ${name} returns`;
  if (older.returns !== undefined && newer.returns !== undefined) {
    compareTypes(comparison, older.returns, newer.returns, {
      ...place,
      name: result,
      rule: "result-type-changed",
    });
  } else if (older.returns !== newer.returns) {
    const message = `${result} was ${typeText(older.returns, localName)} and is ${typeText(newer.returns, localName)}`;
    changes.push({ rule: "result-type-changed", ...place, message });
  }
  const nameOf = (field: string) => `${field} of ${name}`;
  compareFields(comparison, older.arguments, newer.arguments, { ...place, nameOf, kind: "arguments" });
  const kind = newer.returns === undefined ? "throws of void" : "throws";
  compareFields(comparison, older.throws, newer.throws, { ...place, nameOf, kind });
}
