// One .thrift file as it is written: its syntax tree, with the place of everything a message may be about.
// Names are not looked up here and ids not assigned; link.ts makes a schema of it.
import type { Annotations, BaseKind, Requiredness } from "../../schema/schema.ts";
import type { Diagnostic, Problem } from "../errors.ts";
import type { Source, Span } from "../source.ts";

export interface Document {
  readonly source: Source;
  readonly includes: readonly IncludeNode[];
  readonly namespaces: readonly NamespaceNode[];
  readonly definitions: readonly DefinitionNode[];
  /** The errors of what the parser could not make sense of; the tree holds all the rest. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Diagnostic[];
  /** Names out of definitions that could not be parsed: not to be called unknown as well. */
  readonly damagedNames: ReadonlySet<string>;
}

/** A name where it stands, `program.` and all. */
export interface NameNode extends Span {
  readonly text: string;
}

export interface DescribedNode {
  readonly doc?: string;
  readonly annotations?: Annotations;
}

/** `include "shared.thrift"`; the span is that of the string. */
export interface IncludeNode extends Span {
  readonly path: string;
}

export interface NamespaceNode {
  /** `*` for every language. */
  readonly scope: string;
  readonly name: string;
  readonly annotations?: Annotations;
}

export type TypeNode = Span & { readonly annotations?: Annotations } & (
    | { readonly kind: "base"; readonly base: BaseKind }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "list" | "set"; readonly element: TypeNode }
    | { readonly kind: "map"; readonly key: TypeNode; readonly value: TypeNode }
    /** Already complained about. */
    | { readonly kind: "damaged" }
  );

export type ConstantNode = Span &
  (
    | { readonly kind: "integer"; readonly value: bigint }
    | { readonly kind: "double"; readonly value: number }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "reference"; readonly name: string }
    | { readonly kind: "list"; readonly elements: readonly ConstantNode[] }
    | { readonly kind: "map"; readonly entries: readonly (readonly [ConstantNode, ConstantNode])[] }
    | { readonly kind: "damaged" }
  );

export interface FieldNode extends DescribedNode {
  /** Absent: the IDL gave none. */
  readonly id?: Span & { readonly value: number };
  readonly requiredness: Requiredness;
  readonly type: TypeNode;
  /** `&`: in C++ the field is a pointer, so that types can be recursive. Elsewhere it means nothing. */
  readonly reference: boolean;
  readonly name: NameNode;
  readonly default?: ConstantNode;
}

export interface StructNode extends DescribedNode {
  readonly kind: "struct" | "union" | "exception";
  readonly name: NameNode;
  readonly fields: readonly FieldNode[];
}

export interface EnumNode extends DescribedNode {
  readonly kind: "enum";
  readonly name: NameNode;
  readonly members: readonly EnumMemberNode[];
}

export interface EnumMemberNode extends DescribedNode {
  readonly name: NameNode;
  /** Absent: one more than the member before. */
  readonly value?: Span & { readonly value: bigint };
}

export interface TypedefNode extends DescribedNode {
  readonly kind: "typedef";
  readonly name: NameNode;
  readonly type: TypeNode;
}

export interface ConstNode extends DescribedNode {
  readonly kind: "const";
  readonly name: NameNode;
  readonly type: TypeNode;
  readonly value: ConstantNode;
}

export interface FunctionNode extends DescribedNode {
  readonly name: NameNode;
  /** The place of `oneway`, if it is there. */
  readonly oneway?: Span;
  /** Absent: void. */
  readonly returns?: TypeNode;
  readonly arguments: readonly FieldNode[];
  readonly throws: readonly FieldNode[];
  /** The place of the throws clause, if there is one. */
  readonly throwsSpan?: Span;
}

export interface ServiceNode extends DescribedNode {
  readonly kind: "service";
  readonly name: NameNode;
  readonly extends?: NameNode;
  readonly functions: readonly FunctionNode[];
}

export type DefinitionNode = StructNode | EnumNode | TypedefNode | ConstNode | ServiceNode;
/** The definitions that a type's name can mean. */
export type TypeDefinitionNode = StructNode | EnumNode | TypedefNode;
