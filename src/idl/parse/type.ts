// The grammar of types, `map<string, list<i32>>`, and of the annotations that may follow almost anything.
import type { Annotations, BaseKind } from "../../schema/schema.ts";
import type { Cursor } from "./cursor.ts";
import type { TypeNode } from "./document.ts";
import { foreignType } from "./foreign.ts";
import { keywords } from "./tokens.ts";

const baseKinds: ReadonlyMap<string, BaseKind> = new Map<string, BaseKind>([
  ["bool", "bool"],
  ["byte", "byte"],
  ["i8", "byte"],
  ["i16", "i16"],
  ["i32", "i32"],
  ["i64", "i64"],
  ["double", "double"],
  ["string", "string"],
  ["binary", "binary"],
]);

/** @param what what the type is of, as in "expected a field's type". */
export function parseType(cursor: Cursor, what: string): TypeNode {
  const { kind, text, start, end } = cursor.token;
  if (kind !== "word") cursor.fail(what);
  const foreign = foreignType(cursor, what);
  if (foreign !== undefined) return foreign;
  const base = baseKinds.get(text);
  if (base !== undefined) {
    cursor.take();
    return { kind: "base", base, start, end, annotations: parseAnnotations(cursor) };
  }
  if (text === "list" || text === "set" || text === "map")
    return cursor.nested(() => parseContainer(cursor, text));
  if (text === "void") {
    cursor.take();
    cursor.report({ start, end }, `expected ${what}, found void, which only a function can return`);
    return { kind: "damaged", start, end };
  }
  if (text === "slist") {
    cursor.take();
    cursor.report({ start, end }, "slist is no longer supported: expected string");
    return { kind: "damaged", start, end };
  }
  if (keywords.has(text)) cursor.fail(what);
  cursor.take();
  return { kind: "name", name: text, start, end };
}

function parseContainer(cursor: Cursor, kind: "list" | "set" | "map"): TypeNode {
  const { start } = cursor.take();
  skipCppType(cursor);
  cursor.expect("<", ` after ${kind}`);
  if (kind === "map") {
    const key = parseType(cursor, "the type of the map's keys");
    cursor.expect(",", " between the types of a map's keys and values");
    const value = parseType(cursor, "the type of the map's values");
    const { end } = cursor.expect(">", " after the type of the map's values");
    return { kind, key, value, start, end, annotations: parseAnnotations(cursor) };
  }
  const element = parseType(cursor, `the type of the ${kind}'s elements`);
  const { end } = cursor.expect(">", ` after the type of the ${kind}'s elements`);
  // Behind a list is where it stood before Apache's 0.20.
  if (kind === "list") skipCppType(cursor);
  return { kind, element, start, end, annotations: parseAnnotations(cursor) };
}

/** `cpp_type "std::vector<int>"` concerns generated C++ only. */
function skipCppType(cursor: Cursor): void {
  if (cursor.accept("cpp_type") === undefined) return;
  if (cursor.token.kind !== "string") cursor.fail("a C++ type in quotes after cpp_type");
  cursor.take();
}

/** `(key = "value", flag)`, if there are any; a key without a value has the value "1". The last of a key counts. */
export function parseAnnotations(cursor: Cursor): Annotations | undefined {
  if (cursor.accept("(") === undefined) return undefined;
  const entries: [string, string][] = [];
  while (cursor.accept(")") === undefined) {
    const { kind, text: key } = cursor.token;
    if (kind !== "word") cursor.fail('an annotation or ")"');
    cursor.take();
    entries.push([key, parseAnnotationValue(cursor, key)]);
    cursor.skipSeparator();
  }
  // Unlike an assignment, this makes "__proto__" a key like any other.
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function parseAnnotationValue(cursor: Cursor, key: string): string {
  if (cursor.accept("=") === undefined) return "1";
  const { kind, value } = cursor.token;
  if (kind !== "string") cursor.fail(`a string as the value of the annotation ${key}`);
  cursor.take();
  return value!;
}
