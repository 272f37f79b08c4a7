// Writes generated modules into a folder, or tells which of them differ from what is there.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { displayPath } from "../words/paths.ts";
import { type GeneratedModule, opening } from "./gen.ts";

/** Thrown when a file is in the way that was not generated. */
export class ForeignFileError extends Error {
  override readonly name = "ForeignFileError";
}

/**
 * Writes modules, those that differ from what is there.
 *
 * @param folder is made where there is none.
 * @returns the paths of those that were written.
 * @throws {ForeignFileError} when one of them would replace a file that is none of this program's; none is written then.
 */
export function writeModules(modules: readonly GeneratedModule[], folder: string): string[] {
  const stale = staleModules(modules, folder);
  for (const path of stale) refuseForeign(path);
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of modules) {
    const path = join(folder, name);
    if (stale.includes(path)) writeFileSync(path, text);
  }
  return stale;
}

/** The paths of the modules that are missing in a folder, or differ from what is there. */
export function staleModules(modules: readonly GeneratedModule[], folder: string): string[] {
  return modules.flatMap(({ name, text }) => {
    const path = join(folder, name);
    return textOf(path) === text ? [] : [path];
  });
}

function refuseForeign(path: string): void {
  const text = textOf(path);
  if (text === undefined || text.startsWith(opening)) return;
  throw new ForeignFileError(
    `${displayPath(path)} was not written by thriftserve gen: name another folder, or move the file away`,
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
