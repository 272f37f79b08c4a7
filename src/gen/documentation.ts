// Doc comments of the IDL as TSDoc.

/**
 * A comment to stand before a declaration, with its line break; nothing where there is no text.
 *
 * @param indent the spaces before the declaration.
 */
export function documentation(text: string | undefined, indent = ""): string {
  // Neither the end of the comment nor control characters may come out of the text.
  const safe = (text ?? "").replaceAll("*/", "*\\/").replace(/[\r\u2028\u2029]/g, " ");
  const lines = safe.split("\n").map((line) => line.trimEnd());
  if (safe.trim() === "") return "";
  if (lines.length === 1) return `${indent}/** ${lines[0]!.trim()} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}\n`).join("")}${indent} */\n`;
}

/** Parts of a comment, those that are there, as paragraphs. */
export function paragraphs(...parts: readonly (string | undefined)[]): string | undefined {
  const there = parts.filter((part) => part !== undefined && part.trim() !== "");
  return there.length === 0 ? undefined : there.join("\n\n");
}
