// Names in constants: `LIMIT`, `shared.LIMIT`, `Color.RED`, `shared.Color.RED`.
import type { Type } from "../schema/schema.ts";
import { evaluateConst } from "./constants.ts";
import type { ConstantNode } from "./document.ts";
import { type Linking, report, type TypedValue } from "./linking.ts";
import { find, isHidden, splitName, visibleNames } from "./names.ts";
import type { Program } from "./programs.ts";
import { didYouMean } from "./suggest.ts";
import { includeHint, resolveType, resolveTypedef, shortName } from "./types.ts";

type ReferenceNode = ConstantNode & { readonly kind: "reference" };

/**
 * Finds the value that a name stands for.
 *
 * @param wanted the type it is for: only to guess better at what an unknown name could have meant.
 */
export function resolveReference(
  linking: Linking,
  program: Program,
  node: ReferenceNode,
  wanted: Type,
): TypedValue | undefined {
  const [prefix, member] = splitName(node.name);
  const enumName = prefix === undefined ? undefined : findEnum(linking, program, prefix);
  if (enumName !== undefined) return memberOf(linking, program, node, enumName, member);
  const found = find(program, "constants", node.name);
  if (found !== undefined) {
    // A constant whose type is wrong has been, or will be, reported where it stands.
    return (
      resolveType(linking, found.program, found.node.type) &&
      evaluateConst(linking, found.program, found.node)
    );
  }
  if (!isHidden(program, node.name))
    report(linking, program, node, unknownName(linking, program, node.name, wanted));
  return undefined;
}

/** The qualified name of the enum, if it is one, that a name or a typedef stands for. */
function findEnum(linking: Linking, program: Program, name: string): string | undefined {
  const found = find(program, "types", name);
  if (found?.node.kind === "enum") return `${found.program.name}.${found.node.name.text}`;
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
): TypedValue | undefined {
  const found = linking.enums.get(enumName);
  // The enum of a name that is defined twice: reported already.
  if (found === undefined) return undefined;
  const value = found.members.get(member);
  if (value !== undefined)
    return { type: { kind: "enum", name: enumName }, value: { kind: "number", value } };
  const hint = didYouMean(member, found.members.keys());
  return report(linking, program, node, `${shortName(program, enumName)} has no member ${member}${hint}`);
}

function unknownName(linking: Linking, program: Program, name: string, wanted: Type): string {
  const message = `unknown constant ${name}`;
  const hint = includeHint(linking, program, name);
  if (hint !== undefined) return message + hint;
  if (wanted.kind === "enum") {
    const written = shortName(program, wanted.name);
    const members = [...(linking.enums.get(wanted.name)?.members.keys() ?? [])];
    const [, last] = splitName(name);
    if (members.includes(last)) return `${message}; did you mean ${written}.${last}?`;
    const near = didYouMean(
      name,
      members.map((member) => `${written}.${member}`),
    );
    if (near !== "") return message + near;
  }
  return message + didYouMean(name, visibleNames(program, "constants"));
}
