// Imports a user's modules. What lies beside a module decides how it is imported, and what it imports is found:
// nothing that lies elsewhere, in the working directory for example.
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a module exports. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports the module at a URL.
 * @throws whatever the runtime, or the module itself, throws.
 */
export async function importModule(url: string): Promise<ModuleExports> {
  if (!("bun" in process.versions) || !url.startsWith("file:")) return await import(url);
  const path = fileURLToPath(url);
  if (path.includes("?")) throw new Error("Bun imports no path that has a question mark in it: rename it");
  return await importFrom(dirname(path), `./${basename(path)}`);
}

/**
 * Bun's executables ask the working directory's tsconfig.json (`paths`) where a module is that their own modules
 * import, by its whole path too: `import(url)` would run another module than the one that was named. One of the
 * module's own folder imports it instead. Bun's import() of a URL finds no `#` in it either.
 */
function importFrom(folder: string, specifier: string): Promise<ModuleExports> {
  const { Module } = process.getBuiltinModule("node:module");
  const path = join(folder, "thriftserve.js");
  const importer = new Module(path) as unknown as ImportingModule;
  importer._compile("exports.load = (specifier) => import(specifier);", path);
  return importer.exports.load(specifier);
}

/** What node:module does not declare. It takes 0.2 ms; node:vm would take 0.4. */
interface ImportingModule {
  readonly exports: { load(specifier: string): Promise<ModuleExports> };
  _compile(text: string, path: string): void;
}
