// Types as written to types as meant: names looked up, typedefs followed to their ends.
import type { Type } from "../../schema/schema.ts";
import { typeText } from "../../schema/type_text.ts";
import type { TypeDefinitionNode, TypedefNode, TypeNode } from "../parse/document.ts";
import type { Span } from "../source.ts";
import { type Linking, report, reportCycle } from "./linking.ts";
import {
  type Found,
  find,
  isHidden,
  missingInclude,
  qualifiedName,
  shortName,
  splitName,
  visibleNames,
} from "./names.ts";
import { didYouMeanType } from "./near_type.ts";
import type { Program } from "./program.ts";

/** Resolves a type; reports what is wrong with it, once, and is then undefined. */
export function resolveType(linking: Linking, program: Program, node: TypeNode): Type | undefined {
  if (linking.types.has(node)) return linking.types.get(node);
  const type = resolveTypeNode(linking, program, node);
  linking.types.set(node, type);
  return type;
}

function resolveTypeNode(linking: Linking, program: Program, node: TypeNode): Type | undefined {
  switch (node.kind) {
    case "damaged":
      return undefined;
    case "base":
      return { kind: node.base };
    case "list":
    case "set": {
      const element = resolveType(linking, program, node.element);
      return element && { kind: node.kind, element };
    }
    case "map": {
      const key = resolveType(linking, program, node.key);
      const value = resolveType(linking, program, node.value);
      return key && value && { kind: "map", key, value };
    }
    case "name": {
      const found = find(program, "types", node.name);
      if (found !== undefined) return typeOf(linking, found);
      if (node.name === "uuid") return { kind: "uuid" };
      return reportUnknownType(linking, program, node);
    }
  }
}

function typeOf(linking: Linking, { node, program }: Found<TypeDefinitionNode>): Type | undefined {
  if (node.kind === "typedef") return resolveTypedef(linking, program, node);
  return { kind: node.kind === "enum" ? "enum" : "struct", name: qualifiedName(program, node) };
}

/** Resolves a typedef, if only to see that it can be. */
export function resolveTypedef(linking: Linking, program: Program, node: TypedefNode): Type | undefined {
  if (linking.typedefs.has(node)) return linking.typedefs.get(node);
  if (linking.pending.includes(node)) return reportCycle(linking, program, node);
  linking.pending.push(node);
  const type = resolveType(linking, program, node.type);
  linking.pending.pop();
  linking.typedefs.set(node, type);
  return type;
}

function reportUnknownType(
  linking: Linking,
  program: Program,
  node: TypeNode & { readonly kind: "name" },
): undefined {
  const { name } = node;
  const other = find(program, "services", name) ? "service" : find(program, "constants", name) && "constant";
  if (other !== undefined)
    return report(linking, program, node, `expected a type, found the ${other} ${name}`);
  return reportUnknown(linking, program, node, name, "type", () =>
    didYouMeanType(name, visibleNames(program, "types")),
  );
}

/**
 * Reports a name that means nothing, unless an error that was reported hides what it means.
 *
 * @param suggest what else may be meant, where no include explains it.
 */
export function reportUnknown(
  linking: Linking,
  program: Program,
  span: Span,
  name: string,
  kind: "type" | "constant" | "service",
  suggest: () => string,
): undefined {
  if (isHidden(program, name)) return undefined;
  const missing = missingInclude(program, name);
  // One file is missing: one error, at the first of the names that it would have brought.
  if (missing !== undefined && linking.missed.has(missing)) return undefined;
  if (missing !== undefined) linking.missed.add(missing);
  const reason =
    missing &&
    `; ${missing.path}, which line ${missing.line} includes, is missing: looked for ${missing.places}`;
  const hint = reason ?? includeHint(linking, program, name) ?? suggest();
  const foreign = kind === "type" && name === "float" ? name : undefined;
  return report(linking, program, span, `unknown ${kind} ${name}${hint}`, foreign);
}

/** `; a.thrift does not include b.thrift`, for a name out of a file that is loaded but not included here. */
export function includeHint(linking: Linking, program: Program, name: string): string | undefined {
  for (let [prefix] = splitName(name); prefix !== undefined; [prefix] = splitName(prefix)) {
    const other = linking.programs.find((candidate) => candidate.name === prefix);
    if (other === undefined || other === program || program.includes.has(prefix)) continue;
    return `; ${program.name}.thrift does not include ${prefix}.thrift`;
  }
  return undefined;
}

/** A type as the IDL writes it, for messages; names of the program itself go without its prefix. */
export function shownType(program: Program, type: Type): string {
  return typeText(type, (name) => shortName(program, name));
}
