// Errors in source files: where, what was found and what was expected, and how they are printed.

/** One error or warning, with the line it is about. */
export interface Diagnostic {
  /** As the user gave it; relative to the working directory when inside it. */
  readonly file: string;
  /** From 1; 0 where the message is about the whole file. */
  readonly line: number;
  /** From 1, in characters (code points). */
  readonly column: number;
  /** Without a trailing full stop. */
  readonly message: string;
  /** The whole line, to print above the mark. */
  readonly sourceLine: string;
  /** The number of characters to mark; 1 when absent. */
  readonly length?: number;
}

/** More errors than this are counted in a report, not printed. */
const printedAtMost = 100;
/** Longer source lines are printed in part, around the mark. */
const widthAtMost = 160;

/**
 * Prints errors or warnings, each with its line and a mark below it:
 *
 *     calculator.thrift:12:6: unknown type Wrok; did you mean Work?
 *       12 |   1: Wrok w
 *          |      ^^^^
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.slice(0, printedAtMost).map(formatDiagnostic);
  const more = diagnostics.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return lines.join("\n");
}

function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, message } = diagnostic;
  if (line === 0) return `${file}: ${message}`;
  const number = String(line);
  const { shown, padding, marks } = excerpt(diagnostic);
  const margin = " ".repeat(number.length);
  return `${file}:${line}:${column}: ${message}\n  ${number} | ${shown}\n  ${margin} | ${padding}${marks}`;
}

/** The printed part of the source line, and the mark that goes below it (tabs kept, so that it lines up). */
function excerpt({ sourceLine, column, length = 1 }: Diagnostic) {
  const mark = offsetOf(sourceLine, column);
  let from = sourceLine.length <= widthAtMost ? 0 : Math.max(0, mark - widthAtMost / 2);
  if (isSecondHalf(sourceLine.charCodeAt(from))) from--;
  const before = Array.from(sourceLine.slice(from, mark));
  const marked = Array.from(sourceLine.slice(mark, from + widthAtMost));
  const left = from > 0 ? "..." : "";
  const right = from + widthAtMost < sourceLine.length ? "..." : "";
  return {
    shown: left + before.join("") + marked.join("") + right,
    padding: " ".repeat(left.length) + before.map((character) => (character === "\t" ? "\t" : " ")).join(""),
    marks: "^".repeat(Math.max(1, Math.min(length, marked.length))),
  };
}

/** The UTF-16 offset of a column that counts code points. */
function offsetOf(line: string, column: number): number {
  let at = 0;
  for (let rest = column - 1; rest > 0 && at < line.length; rest--) {
    at++;
    if (isSecondHalf(line.charCodeAt(at))) at++;
  }
  return at;
}

function isSecondHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
