// Names in constants: `LIMIT`, `shared.LIMIT`, `Color.RED`, `shared.Color.RED`.
import type { Type } from "../../schema/schema.ts";
import { didYouMean } from "../../words/nearest.ts";
import type { ConstantNode, ConstNode } from "../parse/document.ts";
import { type Linking, report, type TypedValue, warn } from "./linking.ts";
import { find, qualifiedName, shortName, splitName, visibleNames } from "./names.ts";
import type { Program } from "./program.ts";
import { includeHint, reportUnknown, resolveType, resolveTypedef } from "./types.ts";

/** A constant that is written as a name. */
export type ReferenceNode = ConstantNode & { readonly kind: "reference" };

/**
 * Finds the value that a name stands for; reports that it stands for none.
 *
 * @param wanted the type it is for: only to guess better at what an unknown name could have meant.
 * @param evaluateConst evaluates the constant that is named, which may be written as a name again.
 */
export function resolveReference(
  linking: Linking,
  program: Program,
  node: ReferenceNode,
  wanted: Type,
  evaluateConst: (linking: Linking, program: Program, node: ConstNode) => TypedValue | undefined,
): TypedValue | undefined {
  const [prefix, member] = splitName(node.name);
  const enumName = prefix === undefined ? undefined : findEnum(linking, program, prefix);
  if (enumName !== undefined) return memberOf(linking, program, node, enumName, member, wanted);
  const found = find(program, "constants", node.name);
  if (found !== undefined) {
    // A constant whose type is wrong has been, or will be, reported where it stands.
    return (
      resolveType(linking, found.program, found.node.type) &&
      evaluateConst(linking, found.program, found.node)
    );
  }
  const suggest = () => suggestion(linking, program, node.name, wanted);
  const meant = meantMember(linking, node, wanted);
  if (meant === undefined) return reportUnknown(linking, program, node, node.name, "constant", suggest);
  warn(
    linking,
    program,
    node,
    `unknown constant ${node.name}${includeHint(linking, program, node.name) ?? suggest()}`,
  );
  return meant;
}

/**
 * The member of the enum that a value is for, by the last part of a name that otherwise does not fit: Apache's compiler
 * looks at no other part. A name without a prefix is none there either.
 */
export function meantMember(linking: Linking, { name }: ReferenceNode, wanted: Type): TypedValue | undefined {
  const [prefix, member] = splitName(name);
  if (prefix === undefined || wanted.kind !== "enum") return undefined;
  const value = linking.enums.get(wanted.name)?.members.get(member);
  return value === undefined ? undefined : { type: wanted, value: { kind: "number", value } };
}

/** The qualified name of the enum, if it is one, that a name or a typedef stands for. */
function findEnum(linking: Linking, program: Program, name: string): string | undefined {
  const found = find(program, "types", name);
  if (found?.node.kind === "enum") return qualifiedName(found.program, found.node);
  if (found?.node.kind !== "typedef") return undefined;
  const type = resolveTypedef(linking, found.program, found.node);
  return type?.kind === "enum" ? type.name : undefined;
}

function memberOf(
  linking: Linking,
  program: Program,
  node: ReferenceNode,
  enumName: string,
  member: string,
  wanted: Type,
): TypedValue | undefined {
  const found = linking.enums.get(enumName);
  // The enum of a name that is defined twice: reported already.
  if (found === undefined) return undefined;
  const value = found.members.get(member);
  if (value !== undefined)
    return { type: { kind: "enum", name: enumName }, value: { kind: "number", value } };
  const hint = didYouMean(member, found.members.keys());
  const message = `${shortName(program, enumName)} has no member ${member}${hint}`;
  const meant = meantMember(linking, node, wanted);
  if (meant === undefined) return report(linking, program, node, message);
  warn(linking, program, node, message);
  return meant;
}

function suggestion(linking: Linking, program: Program, name: string, wanted: Type): string {
  if (wanted.kind === "enum") {
    const written = shortName(program, wanted.name);
    const members = [...(linking.enums.get(wanted.name)?.members.keys() ?? [])];
    const [, last] = splitName(name);
    if (members.includes(last)) return `; did you mean ${written}.${last}?`;
    const near = didYouMean(
      name,
      members.map((member) => `${written}.${member}`),
    );
    if (near !== "") return near;
  }
  return didYouMean(name, visibleNames(program, "constants"));
}
