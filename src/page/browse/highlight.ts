// Takes the text of a .thrift file apart into words of a kind, to be coloured.

/** A piece of text; all of them together are the text. */
export interface Word {
  readonly kind: "comment" | "string" | "number" | "keyword" | "base" | "name" | "other";
  readonly text: string;
}

const keywords = new Set(
  ["include", "namespace", "const", "enum", "struct", "union", "exception", "service", "extends"].concat([
    ...["required", "optional", "oneway", "void", "throws", "typedef"],
  ]),
);
const bases = new Set(
  ["bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid"].concat([
    "list",
    "set",
    "map",
  ]),
);

/** The words of a text. */
export function wordsOf(text: string): readonly Word[] {
  const pattern =
    /(\/\*[\s\S]*?\*\/|\/\/.*|#.*)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|([A-Za-z_][\w.]*)|([+-]?\d[\w.+-]*)|(\s+|.)/g;
  return [...text.matchAll(pattern)].map(([whole, comment, quoted, name, number]): Word => {
    if (comment !== undefined) return { kind: "comment", text: whole };
    if (quoted !== undefined) return { kind: "string", text: whole };
    if (number !== undefined) return { kind: "number", text: whole };
    if (name === undefined) return { kind: "other", text: whole };
    return { kind: keywords.has(name) ? "keyword" : bases.has(name) ? "base" : "name", text: whole };
  });
}
