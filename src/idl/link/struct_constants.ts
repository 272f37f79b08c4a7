// Constants of structs, unions and exceptions: maps from the names of fields to their values.
import type { Type, Value } from "../../schema/schema.ts";
import { didYouMean } from "../../words/nearest.ts";
import type { ConstantNode, StructNode } from "../parse/document.ts";
import { type Linking, report, warn } from "./linking.ts";
import { shortName } from "./names.ts";
import type { Program } from "./program.ts";
import { resolveType } from "./types.ts";

type MapNode = ConstantNode & { readonly kind: "map" };

/**
 * @param name the struct's qualified name.
 * @param evaluate evaluates a field's value, which may be a struct again.
 */
export function evaluateStruct(
  linking: Linking,
  program: Program,
  node: MapNode,
  name: string,
  evaluate: (linking: Linking, program: Program, node: ConstantNode, type: Type) => Value | undefined,
): Value | undefined {
  const struct = linking.structs.get(name);
  if (struct === undefined) return undefined;
  const fields = new Map<string, Value>();
  let complete = true;
  for (const [key, valueNode] of node.entries) {
    const field = fieldOf(linking, program, key, struct.node, name);
    const type = field && resolveType(linking, struct.program, field.type);
    const value = type && evaluate(linking, program, valueNode, type);
    if (value === undefined) {
      complete = false;
      continue;
    }
    if (fields.has(field!.name.text)) {
      warn(linking, program, key, `${field!.name.text} is given twice: the later value counts`);
    }
    fields.set(field!.name.text, value);
  }
  if (!complete) return undefined;
  return isWhole(linking, program, node, struct.node, fields)
    ? { kind: "struct", name, fields: [...fields] }
    : undefined;
}

function fieldOf(linking: Linking, program: Program, key: ConstantNode, struct: StructNode, name: string) {
  const shown = `${struct.kind} ${shortName(program, name)}`;
  if (key.kind !== "string") {
    if (key.kind !== "damaged")
      report(linking, program, key, `expected the name of a field of ${shown} in quotes`);
    return undefined;
  }
  const field = struct.fields.find((candidate) => candidate.name.text === key.value);
  if (field !== undefined) return field;
  const names = struct.fields.map((candidate) => candidate.name.text);
  return report(linking, program, key, `${shown} has no field ${key.value}${didYouMean(key.value, names)}`);
}

/** A union has one field; a struct without a required field cannot be sent, which Apache's compiler lets pass. */
function isWhole(
  linking: Linking,
  program: Program,
  node: MapNode,
  struct: StructNode,
  fields: ReadonlyMap<string, Value>,
): boolean {
  if (struct.kind === "union") {
    if (fields.size > 1) {
      const names = [...fields.keys()].join(", ");
      report(
        linking,
        program,
        node,
        `expected one field of union ${struct.name.text}, found ${fields.size}: ${names}`,
      );
    }
    return fields.size <= 1;
  }
  for (const { requiredness, name, default: value } of struct.fields) {
    if (requiredness === "required" && value === undefined && !fields.has(name.text)) {
      warn(linking, program, node, `the required field ${name.text} of ${struct.name.text} is missing`);
    }
  }
  return true;
}
