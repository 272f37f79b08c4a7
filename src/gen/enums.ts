// Enums as objects of their members, with a type of the same name.
import type { Enum } from "../schema/schema.ts";
import { key } from "./data.ts";
import { documentation } from "./documentation.ts";
import type { Scope } from "./scope.ts";

/**
 * The declarations of an enum. Its type takes other numbers too, as they come from peers with a newer IDL: it is the members
 * that an editor offers.
 */
export function enumDeclarations(definition: Enum, scope: Scope): string {
  const name = scope.type(definition.name);
  const members = definition.values.map(
    (member) => `${documentation(member.doc, "  ")}  ${key(member.name)}: ${member.value},\n`,
  );
  const object = members.length === 0 ? "{}" : `{\n${members.join("")}}`;
  return `${documentation(definition.doc)}export const ${name} = ${object} as const;

${documentation(definition.doc)}export type ${name} = (typeof ${name})[keyof typeof ${name}] | (number & {});

${documentation(`What is taken for a {@link ${name}}: the name of a member too.`)}export type ${scope.derived(definition.name, "Init")} = ${name} | keyof typeof ${name};
`;
}
