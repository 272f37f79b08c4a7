// Compares types as they are on the wire; the structs and enums that they name wait for their turn.
import type { Type } from "../schema/schema.ts";
import { localName } from "../schema/service.ts";
import { typeText } from "../schema/type_text.ts";
import type { Change, Comparison } from "./change.ts";
import type { RuleName } from "./rules.ts";

/** The place that has a type, and the rule that another one breaks. */
interface TypeOf extends Pick<Change, "definition" | "member"> {
  readonly name: string;
  readonly rule: RuleName;
}

/** Adds what has changed between two types; what they name is pending then. */
export function compareTypes(comparison: Comparison, older: Type, newer: Type, of: TypeOf): void {
  const difference = differenceOf(comparison, older, newer);
  if (difference === undefined) return;
  const { rule, ...place } = of;
  comparison.changes.push({
    rule: difference === "text" ? "string-binary-changed" : rule,
    definition: place.definition,
    member: place.member,
    message: `${place.name} was ${typeText(older, localName)} and is ${typeText(newer, localName)}`,
  });
}

/** The difference of the types themselves: `text` where it is that of string and binary alone. */
function differenceOf(comparison: Comparison, older: Type, newer: Type): "type" | "text" | undefined {
  if (older.kind === "map" && newer.kind === "map") {
    const key = differenceOf(comparison, older.key, newer.key);
    const value = differenceOf(comparison, older.value, newer.value);
    return key === "type" || value === "type" ? "type" : (key ?? value);
  }
  if ("element" in older && "element" in newer && older.kind === newer.kind) {
    return differenceOf(comparison, older.element, newer.element);
  }
  if (older.kind === "struct" && newer.kind === "struct") {
    comparison.pending.push({ table: "structs", older: older.name, newer: newer.name });
    return undefined;
  }
  if (older.kind === "enum" && newer.kind === "enum") {
    comparison.pending.push({ table: "enums", older: older.name, newer: newer.name });
    return undefined;
  }
  const [before, after] = [sentAs(older), sentAs(newer)];
  if (before === after) return undefined;
  const isText = [before, after].every((kind) => kind === "string" || kind === "binary");
  return isText ? "text" : "type";
}

/** An enum is sent as its number. */
function sentAs({ kind }: Type): Type["kind"] {
  return kind === "enum" ? "i32" : kind;
}
