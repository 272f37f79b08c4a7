// The files that a module consists of, as text: where in them something is imported.
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A module's file. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Something in quotes in a file that may be what an import names. */
export interface Specifier {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** The module and what it imports by relative paths, at most so many files. */
export function* sourceFiles(url: string, most = 50): Iterable<SourceFile> {
  const waiting = url.startsWith("file:") ? [fileURLToPath(url)] : [];
  const seen = new Set(waiting);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const text = textOfFile(next);
    if (text === undefined) continue;
    yield { path: next, text };
    for (const specifier of specifiers(text)) {
      const path = locate(next, specifier.text);
      if (path === undefined || seen.has(path) || seen.size >= most) continue;
      seen.add(path);
      waiting.push(path);
    }
  }
}

/** The text in quotes behind `from`, `import` or `require`, which may stand in the next line. */
export function* specifiers(text: string): Iterable<Specifier> {
  let line = 1;
  let lineStart = 0;
  for (const found of text.matchAll(/\b(?:from|import|require)\s*(?:\(\s*)?(["'`])([^"'`$\n]+)\1/g)) {
    const start = found.index + found[0].length - 1 - found[2]!.length;
    for (let end = text.indexOf("\n", lineStart); end >= 0 && end < start; ) {
      line++;
      lineStart = end + 1;
      end = text.indexOf("\n", lineStart);
    }
    yield { text: found[2]!, line, column: start - lineStart + 1 };
  }
}

/** The file that a relative specifier names, with whatever end of its name; undefined: another kind, or none. */
export function locate(importer: string, specifier: string): string | undefined {
  return places(importer, specifier)?.find((candidate) => existsSync(candidate));
}

/** The paths at which the file of a relative specifier may lie; undefined: it is another kind. */
export function places(importer: string, specifier: string): readonly string[] | undefined {
  if (!/^(\.\.?\/|\/|file:)/.test(specifier)) return undefined;
  const path = pathOf(importer, specifier.replace(/[?#].*$/, ""));
  if (path === undefined) return undefined;
  const ends = ["", ".ts", ".tsx", ".js", ".mjs", ".json", "/index.ts", "/index.js"];
  const candidates = [
    ...ends.map((end) => path + end),
    path.replace(/\.(m?)js$/, ".$1ts"),
    path.replace(/\.jsx?$/, ".tsx"),
  ];
  return [...new Set(candidates)].filter((candidate) => /\.\w+$/.test(candidate));
}

function pathOf(importer: string, specifier: string): string | undefined {
  if (!specifier.startsWith("file:")) return resolve(dirname(importer), specifier);
  try {
    return fileURLToPath(specifier);
  } catch {
    return undefined; // of another machine
  }
}

/** A line of a file; undefined when there is none. */
export function sourceLine(path: string, line: number): string | undefined {
  return textOfFile(path)?.split("\n")[line - 1];
}

function textOfFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
