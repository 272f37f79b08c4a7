// The state of resolving names: the programs, and every answer once it has been found.
import type { Type, Value } from "../../schema/schema.ts";
import type { Messages } from "../messages.ts";
import type { ConstNode, EnumNode, StructNode, TypedefNode, TypeNode } from "../parse/document.ts";
import type { Span } from "../source.ts";
import type { Found } from "./names.ts";
import type { MissingInclude, Program } from "./program.ts";

/** An enum's members, in order, with the values they have or get. The first of a name counts. */
export type Members = ReadonlyMap<string, number>;

export interface Linking {
  /** Those linked so far and those being linked, included ones first. */
  readonly programs: Program[];
  readonly messages: Messages;
  readonly allowNegativeFieldIds: boolean;
  /** By qualified name. */
  readonly structs: Map<string, Found<StructNode>>;
  /** By qualified name. */
  readonly enums: Map<string, Found<EnumNode> & { readonly members: Members }>;
  /** Types already resolved; undefined where there is an error. */
  readonly types: Map<TypeNode, Type | undefined>;
  readonly typedefs: Map<TypedefNode, Type | undefined>;
  /** Constants already evaluated; undefined where there is an error. */
  readonly constants: Map<ConstNode, TypedValue | undefined>;
  /** Typedefs and constants being worked on, to notice when one needs itself. */
  readonly pending: (TypedefNode | ConstNode)[];
  /** Missing files that an error has been reported for. */
  readonly missed: Set<MissingInclude>;
}

/** A value and the type it was checked against. */
export interface TypedValue {
  readonly type: Type;
  readonly value: Value;
}

/**
 * Reports an error at a place in a program.
 *
 * @param foreign what of Facebook's dialect is there, if it is of that.
 */
export function report(
  linking: Linking,
  program: Program,
  span: Span,
  message: string,
  foreign?: string,
): undefined {
  linking.messages.error(program.document.source, span, message, foreign);
}

export function warn(linking: Linking, program: Program, span: Span, message: string): void {
  linking.messages.warn(program.document.source, span, message);
}

/** Reports a definition that needs itself: `typedef cycle: A -> B -> A`. */
export function reportCycle(linking: Linking, program: Program, node: TypedefNode | ConstNode): undefined {
  const cycle = linking.pending.slice(linking.pending.indexOf(node));
  const names = [...cycle, node].map(({ name }) => name.text).join(" -> ");
  return report(linking, program, node.name, `${node.kind} cycle: ${names}`);
}
