// The grammar of fields: a struct's, a function's arguments and the exceptions it throws, which are all alike.
import type { Requiredness } from "../../schema/schema.ts";
import { integerValue, parseConstant } from "./constant.ts";
import type { Cursor } from "./cursor.ts";
import type { FieldNode } from "./document.ts";
import { refuseForeignItem, skipForeignAnnotations, skipQualifier } from "./foreign.ts";
import { parseList } from "./list.ts";
import { keywordsButForFields } from "./tokens.ts";
import { parseAnnotations, parseType } from "./type.ts";

/** The owner of a list of fields: the words for messages, and its bracket. */
export interface FieldWords {
  readonly what: string;
  readonly type: string;
  readonly name: string;
  readonly closing: "}" | ")";
}

export const structFieldWords: FieldWords = {
  what: "a field",
  type: "a field's type",
  name: "a field's name",
  closing: "}",
};
export const argumentWords: FieldWords = {
  what: "an argument",
  type: "an argument's type",
  name: "an argument's name",
  closing: ")",
};
export const exceptionWords: FieldWords = {
  what: "an exception",
  type: "an exception's type",
  name: "an exception's name",
  closing: ")",
};

/** Parses fields up to and with the closing bracket. */
export function parseFields(cursor: Cursor, words: FieldWords): FieldNode[] {
  return parseList(cursor, {
    closing: words.closing,
    what: words.what,
    parseItem: () => parseField(cursor, words),
    startsItem: () => cursor.token.kind === "integer" && cursor.following.text === ":",
  });
}

function parseField(cursor: Cursor, words: FieldWords): FieldNode {
  const doc = cursor.doc();
  skipForeignAnnotations(cursor, words.what);
  refuseForeignItem(cursor, words.what);
  const id = parseId(cursor);
  const requiredness = parseRequiredness(cursor);
  skipQualifier(cursor, ["terse"], words.type);
  const type = parseType(cursor, words.type);
  const reference = cursor.accept("&") !== undefined;
  const name = cursor.expectName(words.name, keywordsButForFields);
  const value = cursor.accept("=") === undefined ? undefined : parseConstant(cursor, "a default value");
  skipXsd(cursor);
  const annotations = parseAnnotations(cursor);
  cursor.skipSeparator();
  return { doc, id, requiredness, type, reference, name, default: value, annotations };
}

function parseId(cursor: Cursor): FieldNode["id"] {
  const token = cursor.token;
  if (token.kind !== "integer") return undefined;
  cursor.take();
  cursor.expect(":", ` after the id ${token.text}`);
  return { value: Number(integerValue(cursor, token)), start: token.start, end: token.end };
}

function parseRequiredness(cursor: Cursor): Requiredness {
  if (cursor.accept("required") !== undefined) return "required";
  return cursor.accept("optional") === undefined ? "default" : "optional";
}

/** `xsd_optional xsd_nillable xsd_attrs { ... }` concern XML schemas only. */
function skipXsd(cursor: Cursor): void {
  cursor.accept("xsd_optional");
  cursor.accept("xsd_nillable");
  if (cursor.accept("xsd_attrs") === undefined) return;
  cursor.expect("{", " after xsd_attrs");
  cursor.nested(() => parseFields(cursor, structFieldWords));
}
