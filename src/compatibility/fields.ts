// Compares fields, of structs as of arguments and exceptions: by their ids, which are what is sent of them.
import type { Field } from "../schema/schema.ts";
import type { Change, Comparison } from "./change.ts";
import type { RuleName } from "./rules.ts";
import { compareTypes } from "./types.ts";

/** The place of fields. */
export interface FieldsOf extends Pick<Change, "definition"> {
  /** The function, where they are its arguments or exceptions. */
  readonly member?: string;
  readonly kind: "struct" | "union" | "arguments" | "throws" | "throws of void";
  /** A field in messages. */
  nameOf(field: string): string;
}

/** Adds what has changed between two lists of fields. */
export function compareFields(
  comparison: Comparison,
  older: readonly Field[],
  newer: readonly Field[],
  of: FieldsOf,
): void {
  const report = (rule: RuleName, field: string, words: string) => {
    const { definition, member = field } = of;
    comparison.changes.push({ rule, definition, member, message: `${of.nameOf(field)} ${words}` });
  };
  const byId = new Map(newer.map((field) => [field.id, field]));
  const byName = new Map(newer.map((field) => [field.name, field]));
  for (const before of older) {
    const after = byId.get(before.id);
    const moved = byName.get(before.name);
    if (moved !== undefined && moved.id !== before.id) {
      report("field-id-changed", before.name, `had the id ${before.id} and has ${moved.id}`);
    } else if (after === undefined) {
      const rule = ruleOfRemoved(before, of);
      if (rule !== undefined) report(rule, before.name, "is gone");
    } else {
      compareField(comparison, before, after, of, report);
    }
  }
  const ids = new Set(older.map(({ id }) => id));
  const names = new Set(older.map(({ name }) => name));
  for (const { id, name, requiredness } of newer) {
    if (ids.has(id) || names.has(name)) continue;
    if (of.kind === "throws of void") report("exception-added-to-void", name, "is new");
    else if (requiredness === "required") report("required-field-added", name, "is new, and required");
  }
}

function ruleOfRemoved({ requiredness }: Field, { kind }: FieldsOf): RuleName | undefined {
  if (kind === "union") return "union-field-removed";
  if (kind === "throws" || kind === "throws of void") return "exception-removed";
  return requiredness === "required" ? "required-field-removed" : undefined;
}

function compareField(
  comparison: Comparison,
  before: Field,
  after: Field,
  of: FieldsOf,
  report: (rule: RuleName, field: string, words: string) => void,
): void {
  const { definition, member = after.name } = of;
  const name = of.nameOf(after.name);
  compareTypes(comparison, before.type, after.type, { definition, member, name, rule: "field-type-changed" });
  if (of.kind !== "struct" && of.kind !== "arguments") return; // the words mean nothing there
  const was = before.requiredness === "required";
  const is = after.requiredness === "required";
  if (was && !is) report("no-longer-required", after.name, "is no longer required");
  if (is && !was) report("became-required", after.name, "is required now");
}
