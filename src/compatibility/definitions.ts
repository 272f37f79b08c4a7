// Compares structs and enums.
import { localName } from "../schema/service.ts";
import type { Comparison } from "./change.ts";
import { compareFields } from "./fields.ts";

/** Adds what has changed between two structs, by their names in the schemas. */
export function compareStructs(comparison: Comparison, older: string, newer: string): void {
  const before = comparison.older.structs[older];
  const after = comparison.newer.structs[newer];
  if (before === undefined || after === undefined) return;
  const wasUnion = before.kind === "union";
  const isUnion = after.kind === "union";
  if (wasUnion !== isUnion) {
    const message = `${localName(newer)} was a ${before.kind} and is a ${after.kind}`;
    comparison.changes.push({ rule: "kind-changed", definition: newer, message });
  }
  compareFields(comparison, before.fields, after.fields, {
    definition: newer,
    kind: isUnion ? "union" : "struct",
    nameOf: (field) => `${localName(newer)}.${field}`,
  });
}

/** Adds what has changed between two enums, by their names in the schemas. */
export function compareEnums(comparison: Comparison, older: string, newer: string): void {
  const before = comparison.older.enums[older]?.values ?? [];
  const after = comparison.newer.enums[newer]?.values ?? [];
  const numbers = new Map(after.map(({ name, value }) => [name, value]));
  const known = new Set(numbers.values());
  for (const { name, value } of before) {
    const now = numbers.get(name);
    if (now === value) continue;
    if (now === undefined && known.has(value)) continue; // it has another name
    const words = now === undefined ? `, ${value}, is gone` : ` was ${value} and is ${now}`;
    comparison.changes.push({
      rule: now === undefined ? "enum-value-removed" : "enum-value-changed",
      definition: newer,
      ...(now !== undefined && { member: name }),
      message: `${localName(newer)}.${name}${words}`,
    });
  }
}
