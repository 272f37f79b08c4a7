// The parser's door: a file's text to its syntax tree. What cannot be parsed becomes a message, never an
// exception, and the parser goes on with the next field or definition.

import { nearest } from "../../words/nearest.ts";
import { Cursor, Unexpected } from "./cursor.ts";
import { parseDefinition } from "./definitions.ts";
import type { DefinitionNode, Document, IncludeNode, NamespaceNode } from "./document.ts";
import {
  refuseForeignDefinition,
  skipExceptionWords,
  skipForeignAnnotations,
  skipIncludeName,
} from "./foreign.ts";
import { definitionKeywords, headerKeywords, type Token } from "./tokens.ts";
import { parseAnnotations } from "./type.ts";

/**
 * Parses a .thrift file; reads no other file and looks no name up.
 *
 * @param text the file's content; a byte order mark is skipped.
 * @param fileName the name that messages show.
 * @returns the tree of all that could be parsed, with the problems found on the way.
 */
export function parse(text: string, fileName: string): Document {
  const source = { file: fileName, text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text };
  const cursor = new Cursor(source);
  const includes: IncludeNode[] = [];
  const namespaces: NamespaceNode[] = [];
  const definitions: DefinitionNode[] = [];
  const damagedNames = new Set<string>();
  while (cursor.token.kind !== "end") {
    skipForeignAnnotations(cursor, expectedDefinition);
    skipExceptionWords(cursor, expectedDefinition);
    const before = cursor.index;
    try {
      const keyword = parseKeyword(cursor);
      if (definitionKeywords.has(keyword)) {
        definitions.push(parseDefinition(cursor, keyword));
      } else {
        if (definitions.length > 0) reportLateHeader(cursor, keyword);
        parseHeader(cursor, keyword, includes, namespaces);
      }
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      for (const token of cursor.tokens.slice(before, before + 4)) damagedNames.add(token.text);
      skipToDefinition(cursor, before);
    }
  }
  const { problems, warnings } = cursor;
  return { source, includes, namespaces, definitions, problems, warnings, damagedNames };
}

const expectedDefinition = "a definition (const, typedef, enum, struct, union, exception or service)";

/** The keyword at the cursor; a slip of the pen is reported and read as the keyword that was meant. */
function parseKeyword(cursor: Cursor): string {
  refuseForeignDefinition(cursor, expectedDefinition);
  const { text, kind } = cursor.token;
  if (kind !== "word") return cursor.fail(expectedDefinition);
  if (definitionKeywords.has(text) || headerKeywords.has(text)) return text;
  const scope = oldNamespaces.get(text);
  if (scope !== undefined) {
    cursor.report(cursor.token, `${text} is no longer supported: expected namespace ${scope}`);
    throw new Unexpected();
  }
  if (text === "senum") {
    cursor.report(
      cursor.token,
      "senum is no longer supported: expected an enum, or the type string where it is used",
    );
    throw new Unexpected();
  }
  const { following } = cursor;
  const isFollowed = following.kind === "word" && !definitionKeywords.has(following.text);
  const meant = isFollowed ? nearest(text, [...definitionKeywords, "namespace"]) : undefined;
  if (meant === undefined) return cursor.fail(expectedDefinition);
  cursor.report(cursor.token, `expected a definition, found "${text}"; did you mean ${meant}?`);
  return meant;
}

const oldNamespaces: ReadonlyMap<string, string> = new Map([
  ["cpp_namespace", "cpp"],
  ["csharp_namespace", "netstd"],
  ["delphi_namespace", "delphi"],
  ["java_package", "java"],
  ["perl_package", "perl"],
  ["php_namespace", "php"],
  ["py_module", "py"],
  ["ruby_namespace", "rb"],
  ["smalltalk_category", "st"],
  ["smalltalk_prefix", "st"],
  ["xsd_namespace", "xsd"],
]);

function reportLateHeader(cursor: Cursor, keyword: string): void {
  cursor.report(cursor.token, `${keyword} comes too late: expected it before the first definition`);
}

function parseHeader(
  cursor: Cursor,
  keyword: string,
  includes: IncludeNode[],
  namespaces: NamespaceNode[],
): void {
  cursor.take();
  if (keyword === "namespace") {
    namespaces.push(parseNamespace(cursor));
    return;
  }
  const token: Token = cursor.token;
  if (token.kind !== "string") cursor.fail(`a file name in quotes after ${keyword}`);
  cursor.take();
  // What cpp_include names is for generated C++ only.
  if (keyword === "include") includes.push({ path: token.value!, start: token.start, end: token.end });
  skipIncludeName(cursor);
}

function parseNamespace(cursor: Cursor): NamespaceNode {
  const scope = cursor.accept("*")?.text ?? cursor.expectQualifiedName("a language or *").text;
  const name = cursor.expectQualifiedName(`the namespace's name for ${scope}`).text;
  return { scope, name, annotations: parseAnnotations(cursor) };
}

/** Skips what is left of a definition, its body included. */
function skipToDefinition(cursor: Cursor, from: number): void {
  let depth = 0;
  if (cursor.index === from) cursor.take();
  for (let index = from; index < cursor.index; index++) depth += nesting(cursor.tokens[index]!);
  while (cursor.token.kind !== "end") {
    if (cursor.atDefinition() && (depth <= 0 || cursor.token.startsLine)) return;
    depth += nesting(cursor.take());
  }
}

function nesting({ text }: Token): number {
  if (text === "{") return 1;
  return text === "}" ? -1 : 0;
}
