// Writes a small project that works: IDL, handler, a test of it, and what a package needs.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { generate } from "../gen/gen.ts";
import { writeModules } from "../gen/write.ts";
import { displayPath } from "../words/paths.ts";
import { projectFiles } from "./files.ts";

/** Thrown when a file of the project is there already. */
export class ExistingFilesError extends Error {
  override readonly name = "ExistingFilesError";
}

/**
 * Writes a project.
 *
 * @param folder is made where there is none; what else it holds is left alone.
 * @param version of the package that it asks for, `0.1.0`.
 * @returns the paths of the files, below the folder.
 * @throws {ExistingFilesError} when one of them is there already; none is written then.
 */
export function writeProject(folder: string, version: string): string[] {
  const files = projectFiles(packageName(folder), version);
  const all = [...Object.keys(files), generated];
  const there = all.filter((name) => existsSync(join(folder, name)));
  if (there.length > 0) {
    throw new ExistingFilesError(
      `${displayPath(resolve(folder))} has ${there.join(", ")} already: name a new folder, nothing is written over`,
    );
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text, { flag: "wx" });
  }
  writeModules(generate([join(folder, "greeter.thrift")]), join(folder, dirname(generated)));
  return all;
}

const generated = "generated/greeter.ts";

/** The folder's name, as npm takes it for a package's. */
function packageName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[._-]+|-+$/g, "");
  return name === "" ? "greeter" : name;
}
