// The text of a doc comment, without its comment signs, its column of stars and its indentation.

/**
 * Cleans a doc comment.
 *
 * @param comment `/** ... *\/`, signs included.
 * @returns the text, without blank lines around it; lines keep their indentation relative to each other.
 */
export function cleanDocComment(comment: string): string {
  const lines = comment.slice(3, -2).replaceAll("\r", "").split("\n");
  const rest = lines.slice(1).map((line) => line.trimEnd());
  // A comment that ends in `**/` leaves a lone star on its last line.
  const starred = rest.every((line) => line === "" || /^[ \t]*\*/.test(line));
  const unstarred = starred ? rest.map((line) => line.replace(/^[ \t]*\*/, "").trimEnd()) : rest;
  const indentation = Math.min(...unstarred.filter((line) => line !== "").map(indentationOf));
  const dedented = unstarred.map((line) => (line === "" ? "" : line.slice(indentation)));
  return [lines[0]!.trim(), ...dedented].join("\n").replace(/^\n+|\n+$/g, "");
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
