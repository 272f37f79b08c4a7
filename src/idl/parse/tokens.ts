// The words and signs that the lexer finds, and which words Thrift keeps for itself.
import type { Span } from "../source.ts";

export interface Token extends Span {
  /** `word`: a name or a keyword, dots included. `end`: after the last token. */
  readonly kind: "word" | "integer" | "double" | "string" | "symbol" | "end";
  /** As it stands in the file; a string's keeps its quotes. */
  readonly text: string;
  /** A string's text without quotes and escapes. */
  readonly value?: string;
  /** The doc comment before it, comment signs included. */
  readonly doc?: string;
  /** Whether it is the first on its line: where an error leaves off, the parser takes up again there. */
  readonly startsLine: boolean;
}

/** Words that start a definition. */
export const definitionKeywords: ReadonlySet<string> = new Set([
  "const",
  "typedef",
  "enum",
  "struct",
  "union",
  "exception",
  "service",
]);

/** Words that start a line of a file's head. */
export const headerKeywords: ReadonlySet<string> = new Set(["include", "cpp_include", "namespace"]);

/**
 * Words that are no names. `uuid` is not among them: files written before Thrift 0.18 define a typedef of
 * that name.
 */
export const keywords: ReadonlySet<string> = new Set([
  ...definitionKeywords,
  ...headerKeywords,
  ...["cpp_type", "xsd_all", "xsd_optional", "xsd_nillable", "xsd_attrs"],
  ...["void", "bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "map", "list", "set"],
  ...["oneway", "async", "extends", "throws", "required", "optional", "true", "false"],
]);

/** Keywords that cannot be a field's name either; since 0.20 Apache's compiler allows all the others. */
export const keywordsButForFields: ReadonlySet<string> = new Set([
  "cpp_type",
  "xsd_all",
  "xsd_optional",
  "xsd_nillable",
  "xsd_attrs",
  "true",
  "false",
]);

/** A token as a message names it. */
export function describeToken(token: Token): string {
  if (token.kind === "end") return "the end of the file";
  if (token.kind === "string") return token.text.length <= 40 ? `the string ${token.text}` : "a string";
  return `"${token.text}"`;
}
