// Constants and default values: what is written, checked against the type it is for, becomes a value.
import type { Type, Value } from "../../schema/schema.ts";
import type { ConstantNode, ConstNode } from "../parse/document.ts";
import { convert, integerAs, stringAs } from "./convert.ts";
import { type Linking, report, reportCycle, type TypedValue, warn } from "./linking.ts";
import type { Program } from "./program.ts";
import { meantMember, type ReferenceNode, resolveReference } from "./references.ts";
import { evaluateStruct } from "./struct_constants.ts";
import { resolveType, shownType } from "./types.ts";

/** Evaluates a constant; reports what is wrong with it and is then undefined. */
export function evaluate(
  linking: Linking,
  program: Program,
  node: ConstantNode,
  type: Type,
): Value | undefined {
  switch (node.kind) {
    case "damaged":
      return undefined;
    case "reference":
      return evaluateReference(linking, program, node, type);
    case "integer":
      return checked(linking, program, node, type, integerAs(linking, program, node.value, type));
    case "double":
      return type.kind === "double"
        ? { kind: "number", value: node.value }
        : mismatch(linking, program, node, type);
    case "string":
      return checked(linking, program, node, type, stringAs(node.value, type));
    case "list":
      if (type.kind === "list" || type.kind === "set")
        return evaluateList(linking, program, node.elements, type);
      // Apache's compiler lets empty brackets of the wrong kind pass.
      if (type.kind === "map" && node.elements.length === 0) return { kind: "map", entries: [] };
      return mismatch(linking, program, node, type);
    case "map":
      if (type.kind === "struct") return evaluateStruct(linking, program, node, type.name, evaluate);
      if (type.kind === "map") return evaluateMap(linking, program, node.entries, type);
      if ((type.kind === "list" || type.kind === "set") && node.entries.length === 0) {
        return { kind: type.kind, elements: [] };
      }
      return mismatch(linking, program, node, type);
  }
}

/** Evaluates a `const` definition, once. */
export function evaluateConst(linking: Linking, program: Program, node: ConstNode): TypedValue | undefined {
  if (linking.constants.has(node)) return linking.constants.get(node);
  if (linking.pending.includes(node)) return reportCycle(linking, program, node);
  linking.pending.push(node);
  const type = resolveType(linking, program, node.type);
  const value = type && evaluate(linking, program, node.value, type);
  linking.pending.pop();
  const result = type && value && { type, value };
  linking.constants.set(node, result);
  return result;
}

function evaluateReference(
  linking: Linking,
  program: Program,
  node: ReferenceNode,
  type: Type,
): Value | undefined {
  const target = resolveReference(linking, program, node, type, evaluateConst);
  if (target === undefined) return undefined;
  const value = convert(linking, program, target, type);
  const meant = meantMember(linking, node, type);
  const isSame = meant === undefined || JSON.stringify(value) === JSON.stringify(meant.value);
  if (typeof value === "object" && isSame) return value;
  const message =
    typeof value === "object"
      ? `${node.name} is also the name of a member of ${shownType(program, type)}, which counts`
      : (value ??
        `expected ${shownType(program, type)}, found ${node.name}, which is of type ${shownType(program, target.type)}`);
  if (meant === undefined) return report(linking, program, node, message);
  warn(linking, program, node, message);
  return meant.value;
}

function evaluateList(
  linking: Linking,
  program: Program,
  nodes: readonly ConstantNode[],
  { kind, element }: Type & { readonly kind: "list" | "set" },
): Value | undefined {
  const elements = nodes.map((node) => evaluate(linking, program, node, element));
  return elements.every((value) => value !== undefined) ? { kind, elements } : undefined;
}

/** Of two entries with the same key the later counts, as in Apache's compiler. */
function evaluateMap(
  linking: Linking,
  program: Program,
  nodes: readonly (readonly [ConstantNode, ConstantNode])[],
  type: Type & { readonly kind: "map" },
): Value | undefined {
  const entries = new Map<string, readonly [Value, Value]>();
  let complete = true;
  for (const [keyNode, valueNode] of nodes) {
    const key = evaluate(linking, program, keyNode, type.key);
    const value = evaluate(linking, program, valueNode, type.value);
    if (key === undefined || value === undefined) {
      complete = false;
      continue;
    }
    const identity = JSON.stringify(key);
    if (entries.has(identity))
      warn(linking, program, keyNode, "the key is given twice: the later value counts");
    entries.set(identity, [key, value]);
  }
  return complete ? { kind: "map", entries: [...entries.values()] } : undefined;
}

/** Reports a conversion that failed with a reason, or passes its value on. */
function checked(
  linking: Linking,
  program: Program,
  node: ConstantNode,
  type: Type,
  result: Value | string | undefined,
): Value | undefined {
  if (typeof result === "string") return report(linking, program, node, result);
  return result ?? mismatch(linking, program, node, type);
}

function mismatch(linking: Linking, program: Program, node: ConstantNode, type: Type): undefined {
  const found = program.document.source.text.slice(node.start, node.end);
  const short = found.length <= 40 && !found.includes("\n");
  const shown =
    node.kind === "list" ? "a list" : node.kind === "map" ? "a map" : short ? found : `a ${node.kind}`;
  return report(linking, program, node, `expected ${shownType(program, type)}, found ${shown}`);
}
