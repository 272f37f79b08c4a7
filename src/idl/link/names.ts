// The names that a file defines, and the meaning of a name written in it: one of its own, or `program.Name` of a file
// that it includes itself. Names of files that an included file includes are out of reach, as in Apache's compiler; so
// what a prefix means in one file says nothing of what it means in another.

import type { Messages } from "../messages.ts";
import type {
  ConstNode,
  DefinitionNode,
  Document,
  NameNode,
  ServiceNode,
  TypeDefinitionNode,
} from "../parse/document.ts";
import { lineOf } from "../source.ts";
import { type MissingInclude, type Names, type Program, withIncluded } from "./program.ts";

export type Table = keyof Names;

interface TableNodes {
  types: TypeDefinitionNode;
  constants: ConstNode;
  services: ServiceNode;
}

/** A definition with the program it is in. */
export interface Found<Node> {
  readonly node: Node;
  readonly program: Program;
}

/** Gathers a file's definitions; the second of a name is reported and left out. */
export function collectNames(document: Document, messages: Messages): Names {
  const types = new Map<string, TypeDefinitionNode>();
  const constants = new Map<string, ConstNode>();
  const services = new Map<string, ServiceNode>();
  const isNew = (node: DefinitionNode, other: DefinitionNode | undefined) => {
    if (other !== undefined) reportDuplicate(document, messages, node.name, other.name);
    return other === undefined;
  };
  for (const node of document.definitions) {
    const { text } = node.name;
    if (node.kind === "const") {
      if (isNew(node, constants.get(text))) constants.set(text, node);
    } else if (isNew(node, types.get(text) ?? services.get(text))) {
      if (node.kind === "service") services.set(text, node);
      else types.set(text, node);
    }
  }
  return { types, constants, services };
}

/** Reports that a name is taken, and since which line. */
export function reportDuplicate(
  document: Document,
  messages: Messages,
  name: NameNode,
  first: NameNode,
): void {
  const line = lineOf(document.source, first.start);
  messages.error(document.source, name, `${name.text} is already defined on line ${line}`);
}

/**
 * Looks a name up as written in a program. Included files of one name share their prefix: the later one's definition
 * counts, as in Apache's compiler.
 */
export function find<T extends Table>(
  program: Program,
  table: T,
  text: string,
): Found<TableNodes[T]> | undefined {
  const [prefix, name] = splitName(text);
  if (prefix === undefined) return findIn(program, table, name);
  for (const other of program.includes.get(prefix)?.programs ?? []) {
    const found = findIn(other, table, name);
    if (found !== undefined) return found;
  }
  return prefix === program.name ? findIn(program, table, name) : undefined;
}

function findIn<T extends Table>(program: Program, table: T, name: string): Found<TableNodes[T]> | undefined {
  const node = program.names[table].get(name) as TableNodes[T] | undefined;
  return node && { node, program };
}

/** `a.b.C` to `a.b` and `C`: a file's name may have dots, a definition's has none. */
export function splitName(text: string): [prefix: string | undefined, name: string] {
  const dot = text.lastIndexOf(".");
  return dot < 0 ? [undefined, text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/**
 * Whether a name may well be defined where an error, already reported, hides it: in an include that cannot be used
 * or a definition that cannot be parsed.
 */
export function isHidden(program: Program, text: string): boolean {
  if (program.document.damagedNames.has(text)) return true;
  for (let [prefix, name] = splitName(text); prefix !== undefined; [prefix, name] = splitName(prefix)) {
    const included = program.includes.get(prefix);
    const programs = [...(included?.programs ?? []), ...(prefix === program.name ? [program] : [])];
    if (included?.unusable || programs.some(({ document }) => document.damagedNames.has(name))) return true;
  }
  return false;
}

/** The include statement that would have to bring in an unknown name, if its file is missing. */
export function missingInclude(program: Program, text: string): MissingInclude | undefined {
  for (let [prefix] = splitName(text); prefix !== undefined; [prefix] = splitName(prefix)) {
    const missing = program.includes.get(prefix)?.missing[0];
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** All names of a table as a program would write them. */
export function visibleNames(program: Program, table: Table): string[] {
  const own = [...program.names[table].keys()];
  const included = [...program.includes].flatMap(([prefix, { programs }]) =>
    programs.flatMap(({ names }) => [...names[table].keys()].map((name) => `${prefix}.${name}`)),
  );
  return [...own, ...included];
}

/** A qualified name as the program would write it; one that it has no way to write, as the schema has it. */
export function shortName(program: Program, qualified: string): string {
  const [key, name] = splitName(qualified);
  if (key === program.key) return name;
  for (const [prefix, { programs }] of program.includes) {
    const first = programs.find(({ names }) => names.types.has(name) || names.services.has(name));
    if (first !== undefined && first.key === key) return `${prefix}.${name}`;
  }
  // The prefix means another file here: which one it is that defines the name has to be said.
  const owner =
    key !== undefined && program.includes.has(key)
      ? withIncluded(program).find((other) => other.key === key)
      : undefined;
  return owner === undefined ? qualified : `${qualified} of ${owner.document.source.file}`;
}

/** The name of one of a program's definitions in the schema. */
export function qualifiedName(program: Program, { name }: { readonly name: NameNode }): string {
  return `${program.key}.${name.text}`;
}
