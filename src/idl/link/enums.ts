// Enums: the values of members that are given none, and names that are there twice.
import type { Enum } from "../../schema/schema.ts";
import type { EnumNode } from "../parse/document.ts";
import { described } from "./described.ts";
import { type Linking, type Members, report } from "./linking.ts";
import { reportDuplicate } from "./names.ts";
import type { Program } from "./program.ts";

const leastValue = -(2n ** 31n);
const greatestValue = 2n ** 31n - 1n;

/** Works out the members' values: one more than the one before, from 0. Two members may have the same. */
export function assignValues(linking: Linking, program: Program, node: EnumNode): Members {
  const members = new Map<string, number>();
  let next = 0n;
  for (const { name, value } of node.members) {
    const number = value?.value ?? next;
    if (number < leastValue || number > greatestValue) {
      report(
        linking,
        program,
        value ?? name,
        `${name.text} has the value ${number}: expected ${leastValue} to ${greatestValue}`,
      );
    }
    next = number + 1n;
    if (members.has(name.text)) {
      const first = node.members.find((member) => member.name.text === name.text)!;
      reportDuplicate(program.document, linking.messages, name, first.name);
    } else {
      members.set(name.text, Number(number));
    }
  }
  return members;
}

export function linkEnum(name: string, node: EnumNode, members: Members): Enum {
  return {
    name,
    values: node.members.map((member) => ({
      name: member.name.text,
      value: members.get(member.name.text)!,
      ...described(member),
    })),
    ...described(node),
  };
}
