// The grammar of definitions: const, typedef, enum, struct, union, exception and service, a function each.

import { integerValue, parseConstant } from "./constant.ts";
import type { Cursor } from "./cursor.ts";
import type {
  ConstNode,
  DefinitionNode,
  EnumMemberNode,
  EnumNode,
  FunctionNode,
  ServiceNode,
  StructNode,
  TypedefNode,
} from "./document.ts";
import { argumentWords, exceptionWords, parseFields, structFieldWords } from "./fields.ts";
import { refuseForeignItem, skipForeignAnnotations, skipQualifier, skipSecondType } from "./foreign.ts";
import { parseList } from "./list.ts";
import { parseAnnotations, parseType } from "./type.ts";

/** Parses the definition that starts at the cursor, whose first word means `keyword`. */
export function parseDefinition(cursor: Cursor, keyword: string): DefinitionNode {
  const doc = cursor.doc();
  cursor.take();
  switch (keyword) {
    case "const":
      return parseConst(cursor, doc);
    case "typedef":
      return parseTypedef(cursor, doc);
    case "enum":
      return parseEnum(cursor, doc);
    case "service":
      return parseService(cursor, doc);
    default:
      return parseStruct(cursor, doc, keyword as StructNode["kind"]);
  }
}

function parseConst(cursor: Cursor, doc: string | undefined): ConstNode {
  const type = parseType(cursor, "the constant's type");
  const name = cursor.expectName("the constant's name");
  cursor.expect("=", ` after const ${name.text}`);
  const value = parseConstant(cursor, "a value");
  cursor.skipSeparator();
  return { kind: "const", doc, name, type, value };
}

function parseTypedef(cursor: Cursor, doc: string | undefined): TypedefNode {
  const type = parseType(cursor, "a type");
  const name = cursor.expectName("the typedef's name");
  const annotations = parseAnnotations(cursor);
  cursor.skipSeparator();
  return { kind: "typedef", doc, name, type, annotations };
}

function parseEnum(cursor: Cursor, doc: string | undefined): EnumNode {
  const name = cursor.expectName("the enum's name");
  cursor.expect("{", ` after enum ${name.text}`);
  const members = parseList(cursor, {
    closing: "}",
    what: "a member",
    parseItem: () => parseMember(cursor),
  });
  return { kind: "enum", doc, name, members, annotations: parseAnnotations(cursor) };
}

function parseMember(cursor: Cursor): EnumMemberNode {
  const doc = cursor.doc();
  skipForeignAnnotations(cursor, "a member");
  refuseForeignItem(cursor, "a member");
  const name = cursor.expectName("a member's name");
  let value: EnumMemberNode["value"];
  if (cursor.accept("=") !== undefined) {
    const token = cursor.token;
    if (token.kind !== "integer") cursor.fail(`an integer as the value of ${name.text}`);
    cursor.take();
    value = { value: integerValue(cursor, token), start: token.start, end: token.end };
  }
  const annotations = parseAnnotations(cursor);
  cursor.skipSeparator();
  return { doc, name, value, annotations };
}

function parseStruct(cursor: Cursor, doc: string | undefined, kind: StructNode["kind"]): StructNode {
  const name = cursor.expectName(`the ${kind}'s name`);
  if (kind !== "exception") cursor.accept("xsd_all");
  cursor.expect("{", ` after ${kind} ${name.text}`);
  const fields = parseFields(cursor, structFieldWords);
  return { kind, doc, name, fields, annotations: parseAnnotations(cursor) };
}

function parseService(cursor: Cursor, doc: string | undefined): ServiceNode {
  const name = cursor.expectName("the service's name");
  const parent =
    cursor.accept("extends") === undefined ? undefined : cursor.expectQualifiedName("a service to extend");
  cursor.expect("{", ` after service ${name.text}`);
  const functions = parseList(cursor, {
    closing: "}",
    what: "a function",
    parseItem: () => parseFunction(cursor),
  });
  return { kind: "service", doc, name, extends: parent, functions, annotations: parseAnnotations(cursor) };
}

function parseFunction(cursor: Cursor): FunctionNode {
  const doc = cursor.doc();
  skipForeignAnnotations(cursor, "a function");
  refuseForeignItem(cursor, "a function");
  skipQualifier(cursor, ["idempotent", "readonly"], "a function's result type");
  const oneway = cursor.accept("oneway") ?? acceptAsync(cursor);
  const returns =
    cursor.accept("void") === undefined ? parseType(cursor, "a function's result type") : undefined;
  skipSecondType(cursor);
  const name = cursor.expectName("a function's name");
  cursor.expect("(", ` after ${name.text}`);
  const args = parseFields(cursor, argumentWords);
  const throwsSpan = cursor.accept("throws");
  let throws: FunctionNode["throws"] = [];
  if (throwsSpan !== undefined) {
    cursor.expect("(", " after throws");
    throws = parseFields(cursor, exceptionWords);
  }
  const annotations = parseAnnotations(cursor);
  cursor.skipSeparator();
  return { doc, name, oneway, returns, arguments: args, throws, throwsSpan, annotations };
}

function acceptAsync(cursor: Cursor) {
  const token = cursor.accept("async");
  if (token !== undefined) cursor.warn(token, "async is deprecated: write oneway");
  return token;
}
