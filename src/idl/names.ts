// Which names a file defines, and what a name written in a file means: one of its own, or `program.Name` of a file
// that it includes itself. Names of files that an included file includes are out of reach, as in Apache's compiler.
import type {
  ConstNode,
  DefinitionNode,
  Document,
  NameNode,
  ServiceNode,
  TypeDefinitionNode,
} from "./document.ts";
import type { Messages } from "./messages.ts";
import type { Program } from "./programs.ts";
import { lineOf } from "./source.ts";

/** A file's definitions by name. Types and services share their names; constants have theirs to themselves. */
export interface Names {
  readonly types: ReadonlyMap<string, TypeDefinitionNode>;
  readonly constants: ReadonlyMap<string, ConstNode>;
  readonly services: ReadonlyMap<string, ServiceNode>;
}

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

/** Looks a name up as written in a program. */
export function find<T extends Table>(
  program: Program,
  table: T,
  text: string,
): Found<TableNodes[T]> | undefined {
  const [prefix, name] = splitName(text);
  const owner = prefix === undefined ? program : programOf(program, prefix);
  const node = owner?.names[table].get(name) as TableNodes[T] | undefined;
  return node === undefined ? undefined : { node, program: owner! };
}

/** `a.b.C` to `a.b` and `C`: a file's name may have dots, a definition's has none. */
export function splitName(text: string): [prefix: string | undefined, name: string] {
  const dot = text.lastIndexOf(".");
  return dot < 0 ? [undefined, text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** The program that a prefix means: the file's own name, or that of a file it includes. */
export function programOf(program: Program, prefix: string): Program | undefined {
  return program.includes.get(prefix) ?? (prefix === program.name ? program : undefined);
}

/**
 * Whether a name may well be defined where an error, already reported, hides it: in an include that cannot be used
 * or a definition that cannot be parsed.
 */
export function isHidden(program: Program, text: string): boolean {
  if (program.document.damagedNames.has(text)) return true;
  for (let [prefix, name] = splitName(text); prefix !== undefined; [prefix, name] = splitName(prefix)) {
    if (program.includes.has(prefix) && program.includes.get(prefix) === undefined) return true;
    if (programOf(program, prefix)?.document.damagedNames.has(name)) return true;
  }
  return false;
}

/** All names of a table as a program would write them. */
export function visibleNames(program: Program, table: Table): string[] {
  const own = [...program.names[table].keys()];
  const included = [...program.includes].flatMap(([prefix, other]) =>
    other === undefined ? [] : [...other.names[table].keys()].map((name) => `${prefix}.${name}`),
  );
  return [...own, ...included];
}
