// Imports a user's modules. What lies beside a module decides how it is imported, and what it imports is found:
// nothing that lies elsewhere, in the working directory for example.

/** A module's exports. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports the module at a URL.
 * @throws whatever the runtime, or the module itself, throws.
 */
export async function importModule(url: string): Promise<ModuleExports> {
  return "bun" in process.versions && isOnDisk(url) ? await importFromItsFolder(url) : await import(url);
}

/** Whether a URL is a file's, and not of one that lies inside an executable of Bun's. */
export function isOnDisk(url: string): boolean {
  return url.startsWith("file:") && !url.startsWith("file:///$bunfs/");
}

/**
 * Bun's executables ask the working directory's tsconfig.json (`paths`) where a module is that their own modules
 * import, by its whole path too: `import(url)` would run another module than the one that was named. One of the
 * module's own folder imports it instead. Bun's import() of a URL finds no `#` in it either.
 */
function importFromItsFolder(url: string): Promise<ModuleExports> {
  const path = Bun.fileURLToPath(url); // a worker process lives a few milliseconds: node:path and node:url are not loaded
  if (path.includes("?"))
    throw new ImportRefusal("Bun imports no path that has a question mark in it: rename it");
  const name = path.lastIndexOf("/") + 1;
  const importer = `${path.slice(0, name)}thriftserve.js`;
  const { Module } = process.getBuiltinModule("node:module");
  const module = new Module(importer) as unknown as ImportingModule;
  module._compile("exports.load = (specifier) => import(specifier);", importer);
  const [query = ""] = /\?[^#]*/.exec(url) ?? [];
  return module.exports.load(`./${path.slice(name)}${query}`);
}

/** Thrown instead of trying what cannot work: there is nothing more to say. */
export class ImportRefusal extends Error {
  override readonly name = "ImportRefusal";
}

/** The part of node:module that its types lack. It takes 0.2 ms; node:vm would take 0.4. */
interface ImportingModule {
  readonly exports: { load(specifier: string): Promise<ModuleExports> };
  _compile(text: string, path: string): void;
}
