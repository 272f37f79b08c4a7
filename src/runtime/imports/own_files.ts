// Finds the files that a module is made of which its author may change: not those of packages, nor of this library.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import module from "node:module";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { places, specifiers } from "./sources.ts";

/** The files of a module. */
export interface OwnFiles {
  /** The module itself, and what it imports by names that stand in its text, as these do. */
  readonly found: readonly string[];
  /** Places where something that is imported may come to lie: there is nothing. */
  readonly missing: readonly string[];
}

/** Finds them by reading: also where a module has errors, and cannot be imported. */
export function ownFiles(url: string): OwnFiles {
  const first = fileURLToPath(url);
  const seen = new Set([first]);
  const found: string[] = [];
  const missing = new Set<string>();
  for (const path of seen) {
    if (seen.size > mostFiles) break;
    if (!existsSync(path)) missing.add(path);
    else {
      found.push(path);
      for (const specifier of importsOf(path)) {
        const { file, looked } = located(path, specifier);
        if (file === undefined) for (const place of looked) missing.add(place);
        else if (!isOthers(file)) seen.add(file);
      }
    }
  }
  return { found, missing: [...missing] };
}

/** Whether a path or URL is of a package, or of this library: there is one of each. */
export function isOthers(place: string): boolean {
  return place.includes("/node_modules/") || (library !== undefined && place.includes(library));
}

/** The folder of this library's modules; undefined where they are no files by themselves, but part of a bundle. */
const library = /^file:\/\/(\/.*\/)runtime\/imports\/own_files\.[jt]s$/.exec(
  decodeURI(import.meta.url ?? ""),
)?.[1];

/** Files of a module that are looked for. */
const mostFiles = 10_000;

function importsOf(path: string): Set<string> {
  if (!/\.[cm]?[jt]sx?$/.test(path)) return new Set();
  try {
    return new Set([...specifiers(readFileSync(path, "utf8"))].map(({ text }) => text));
  } catch {
    return new Set(); // it may not be read, or has gone
  }
}

function located(importer: string, specifier: string) {
  const looked = places(importer, specifier);
  if (looked === undefined) return { file: resolvedByRuntime(importer, specifier), looked: [] };
  const file = looked.find((place) => existsSync(place)) ?? besideTheFileItself(importer, specifier);
  return { file, looked };
}

/** A link's module imports what lies beside the file that the link leads to. */
function besideTheFileItself(link: string, specifier: string): string | undefined {
  try {
    return places(realpathSync(link), specifier)?.find((place) => existsSync(place));
  } catch {
    return undefined; // it has gone
  }
}

/** By the names that a package.json, a tsconfig.json or a deno.json gives its own files. */
function resolvedByRuntime(importer: string, specifier: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(specifier)) return undefined;
  const ways = [() => module.createRequire(importer).resolve(specifier)];
  if ("deno" in process.versions) ways.push(() => fileURLToPath(import.meta.resolve(specifier)));
  for (const way of ways) {
    try {
      const path = way();
      if (isAbsolute(path) && existsSync(path)) return path;
    } catch {
      // no such name
    }
  }
  return undefined;
}
