// A file once it has been read: its tree, the names it defines, and the files that it includes.
import type { ConstNode, Document, ServiceNode, TypeDefinitionNode } from "../parse/document.ts";

/** One .thrift file among those loaded. */
export interface Program {
  /** The file's name without its extension: what a file that includes it puts before its names. */
  readonly name: string;
  /**
   * The qualifier of its names in the schema. It is its own name, unless a file that was read before has that already:
   * then its folder stands before it, as the file read first would write it, `orders/common`.
   */
  readonly key: string;
  readonly document: Document;
  readonly names: Names;
  /** The files it includes, in the order of its include statements. */
  readonly included: readonly Program[];
  /** The files that its include statements brought in, by the prefix of their names. */
  readonly includes: ReadonlyMap<string, Included>;
}

/** The files that a prefix stands for: those of one name in several folders have the same. */
export interface Included {
  /** The last included first: what it defines counts. */
  readonly programs: readonly Program[];
  readonly missing: readonly MissingInclude[];
  /** Whether one of them could not be used, which has been reported as an error. */
  readonly unusable: boolean;
}

/** An include statement whose file is nowhere: of no importance while nothing of it is used. */
export interface MissingInclude {
  readonly line: number;
  /** As the include statement has it. */
  readonly path: string;
  /** The places that were searched, in words. */
  readonly places: string;
}

/** A file's definitions by name. Types and services share their names; constants have theirs to themselves. */
export interface Names {
  readonly types: ReadonlyMap<string, TypeDefinitionNode>;
  readonly constants: ReadonlyMap<string, ConstNode>;
  readonly services: ReadonlyMap<string, ServiceNode>;
}

/** A program and all that it includes, by whatever way, each once and before those that include it. */
export function withIncluded(program: Program): readonly Program[] {
  const found = new Set<Program>();
  const visit = (each: Program): void => {
    if (found.has(each)) return;
    each.included.forEach(visit);
    found.add(each);
  };
  visit(program);
  return [...found];
}
