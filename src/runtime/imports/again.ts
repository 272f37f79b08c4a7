// Imports a module whose files may have changed since it was imported: every runtime keeps what it has imported once.
import { realpathSync } from "node:fs";
import module from "node:module";
import { isCompiledByDeno } from "../entry.ts";
import { ImportRefusal, importModule, isOnDisk, type ModuleExports } from "./modules.ts";
import { isOthers, ownFiles } from "./own_files.ts";

/**
 * Imports the module at a URL, and those of its own files that it imports, as if for the first time. Packages, and this
 * library, stay what they are, and whoever has the earlier module keeps it.
 *
 * Bun forgets a module that is taken out of the cache that it shares with `require`. Node and Deno know modules by their
 * whole URL: a number in it makes them others, which they hand on to what they import by a hook.
 *
 * @throws {ImportRefusal} when it is no file, as in a compiled program.
 * @throws whatever the runtime, or the module itself, throws.
 */
export async function importAgain(url: string): Promise<ModuleExports> {
  if (!mayChange(url)) throw new ImportRefusal("it is no file that could have changed");
  forget(url);
  if ("bun" in process.versions) return await importModule(url);
  handOn();
  const numbered = new URL(url);
  numbered.searchParams.set(parameter, String(++lastNumber));
  return await importModule(numbered.href);
}

/** Whether what a URL names can be another than it was: it is no part of a compiled program. */
export function mayChange(url: string): boolean {
  return isOnDisk(url) && !isCompiledByDeno();
}

/** The parameter of a URL that tells one import of a module from another. */
const parameter = "thriftserve-import";
let lastNumber = 0;
let handsOn = false;

/** Takes modules out of the cache of `require`, where those of CommonJS are on all runtimes. */
function forget(url: string): void {
  const { cache } = module.createRequire(url);
  for (const path of ownFiles(url).found) for (const name of [path, realpathSync(path)]) delete cache[name];
}

/** Has the number of a module be that of the files that it imports. */
function handOn(): void {
  if (handsOn) return;
  handsOn = true;
  module.registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const number = new RegExp(`[?&]${parameter}=(\\d+)`).exec(context.parentURL ?? "")?.[1];
      if (number === undefined || !resolved.url.startsWith("file:") || isOthers(resolved.url))
        return resolved;
      const url = new URL(resolved.url);
      url.searchParams.set(parameter, number);
      return { ...resolved, url: url.href };
    },
  });
}
