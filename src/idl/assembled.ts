// A program made of its text: the tree, the names that it defines, and what its include statements bring in.
import { collectNames } from "./link/names.ts";
import type { MissingInclude, Program } from "./link/program.ts";
import type { Messages } from "./messages.ts";
import type { Document, IncludeNode } from "./parse/document.ts";

/** The file that an include statement names; undefined: it cannot be used, which was reported. */
export type FoundInclude = Program | MissingInclude | undefined;

/**
 * Makes a program of a file's tree.
 *
 * @param named its name and key.
 * @param find reads the file that an include statement names.
 */
export function assembled(
  document: Document,
  named: Pick<Program, "name" | "key">,
  messages: Messages,
  find: (node: IncludeNode) => FoundInclude,
): Program {
  const included: Program[] = [];
  const includes = new Map<string, { programs: Program[]; missing: MissingInclude[]; unusable: boolean }>();
  for (const node of document.includes) {
    const prefix = programName(node.path.slice(node.path.lastIndexOf("/") + 1));
    const entry = includes.get(prefix) ?? { programs: [], missing: [], unusable: false };
    includes.set(prefix, entry);
    const found = find(node);
    if (found === undefined) entry.unusable = true;
    else if ("places" in found) entry.missing.push(found);
    else {
      included.push(found);
      entry.programs = [found, ...entry.programs.filter((other) => other !== found)];
    }
  }
  return { ...named, document, names: collectNames(document, messages), included, includes };
}

/** A file's name without its extension. */
export function programName(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}
