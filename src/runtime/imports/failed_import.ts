// Finds the import of a module that has failed, where the runtime has not said which.
import { dirname, resolve } from "node:path";
import type { Fault } from "./fault.ts";
import { locate, type SourceFile, type Specifier, sourceFiles, specifiers } from "./sources.ts";

/** A fault with what its import names. */
export interface FailedImport extends Fault {
  /** As it is written. */
  readonly specifier?: string;
  /** The file that it might have meant. */
  readonly meant?: string;
}

/** Finds the place of an import in the importing file, or among all files of the module. */
export function failedImport(fault: Fault, url: string): FailedImport {
  if (!fault.imports) return fault;
  const files = [...sourceFiles(url)];
  const named = files.find(({ path }) => path === fault.path);
  for (const file of named === undefined ? files : [named, ...files]) {
    for (const specifier of specifiers(file.text)) {
      if (!isMeant(fault, file, specifier)) continue;
      const { text, line, column } = specifier;
      const place = fault.line === undefined ? { path: file.path, line, column, length: text.length } : {};
      return { ...fault, ...place, specifier: text, meant: locate(file.path, text) };
    }
  }
  return fault;
}

function isMeant({ line, column, target }: Fault, { path }: SourceFile, specifier: Specifier): boolean {
  // A place that the runtime tells is that of the quotes.
  if (line !== undefined) return line === specifier.line && column === specifier.column - 1;
  if (target === undefined) return false;
  const { text } = specifier;
  if (text === target || text.startsWith(`${target}/`) || (target.endsWith(":") && text.startsWith(target)))
    return true;
  return /^(\.\.?)?\//.test(text) && [resolve(dirname(path), text), locate(path, text)].includes(target);
}
