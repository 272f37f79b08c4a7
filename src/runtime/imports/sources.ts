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

/** The text in quotes behind `from`, `import` or `require`. */
export function* specifiers(text: string): Iterable<Specifier> {
  for (const [index, line] of text.split("\n").entries()) {
    for (const found of line.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'])(.+?)\1/g)) {
      const column = found.index + found[0].length - found[2]!.length;
      yield { text: found[2]!, line: index + 1, column };
    }
  }
}

/** The file that a relative specifier names, with whatever end of its name; undefined: another kind, or none. */
export function locate(importer: string, specifier: string): string | undefined {
  if (!/^(\.\.?\/|\/|file:)/.test(specifier)) return undefined;
  const path = specifier.startsWith("file:")
    ? fileURLToPath(specifier)
    : resolve(dirname(importer), specifier);
  return candidates(path).find((candidate) => existsSync(candidate) && /\.\w+$/.test(candidate));
}

function candidates(path: string): string[] {
  const ends = ["", ".ts", ".tsx", ".js", ".mjs", ".json", "/index.ts", "/index.js"];
  return [
    ...ends.map((end) => path + end),
    path.replace(/\.(m?)js$/, ".$1ts"),
    path.replace(/\.jsx?$/, ".tsx"),
  ];
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
