// Finds all that a handler consists of: modules, IDL, the files that these name.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadHandler } from "../handler/load.ts";
import { type HandlerSource, handlerSource } from "../handler/source.ts";
import { type Bundled, bundle } from "../runtime/building/bundle.ts";
import { isOwnModule } from "../runtime/building/own_modules.ts";
import { importModule } from "../runtime/imports/modules.ts";
import type { ResolvedService } from "../schema/service.ts";
import { displayPath } from "../words/paths.ts";
import { BuildError, failure } from "./failure.ts";
import { filesNamedBy, knowsItsPlace, requiringPlainly } from "./modules.ts";

/** A handler and all that it consists of. Files are paths. */
export interface Survey {
  readonly file: string;
  readonly shown: string;
  readonly service: ResolvedService;
  /** Whether the module has a default export. */
  readonly hasDefault: boolean;
  /** The modules that it imports, itself included, and those that its threads do. */
  readonly modules: Bundled["modules"];
  /** Modules that know their own place. */
  readonly placed: readonly string[];
  readonly threads: readonly string[];
  /** The files that are read when it runs: IDL, and what modules name. */
  readonly assets: readonly string[];
  /** Folders that modules name, each with the module: what they read there is not known. */
  readonly folders: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
  /** The package that the handler belongs to. */
  readonly package: { readonly version?: string };
}

/**
 * Imports a handler, checks it against its IDL as serving it would, and finds what it consists of.
 *
 * @throws {HandlerError}, {IdlError} and {BuildError} when it cannot be served or bundled.
 */
export async function survey(
  handler: string,
  options: Pick<HandlerSource, "idl" | "include">,
  modulesOf: ModulesOf,
): Promise<Survey> {
  const source = handlerSource(handler, options);
  if (!source.url.startsWith("file:"))
    throw new BuildError(`${source.file} is no file: only files can be built`);
  const file = fileURLToPath(source.url);
  const idl = new Set<string>();
  const { service, warnings } = await loadHandler(source, { onFile: (path) => void idl.add(path) });
  const module = await importModule(source.url);
  const found = await modulesOf(file);
  return {
    file,
    shown: source.file,
    service,
    hasDefault: "default" in module,
    ...found,
    assets: [...new Set([...[...idl].filter((path) => existsSync(path)), ...found.assets])],
    warnings,
    package: packageOf(file),
  };
}

/** Finds the modules of a handler, and the files that they name. */
export type ModulesOf = (
  handler: string,
) => Promise<Pick<Survey, "modules" | "placed" | "threads" | "assets" | "folders">>;

/** By bundling them, in vain. @param external packages that are left out. */
export function bundled(external: readonly string[]): ModulesOf {
  return (handler) => bundledModules(handler, external);
}

/** Threads may start others. */
async function bundledModules(handler: string, external: readonly string[]): ReturnType<ModulesOf> {
  const assets = new Set<string>();
  const placed = new Set<string>();
  const threads = new Set<string>();
  const folders = new Map<string, string>();
  const change = (path: string): string | undefined => {
    const text = readFileSync(path, "utf8");
    if (!knowsItsPlace(text) || isOwnModule(path)) return undefined;
    placed.add(path);
    const named = filesNamedBy(path, text);
    for (const asset of named.assets) assets.add(asset);
    for (const thread of named.threads) threads.add(thread);
    for (const folder of named.folders) folders.set(folder, path);
    const plain = requiringPlainly(text);
    return plain === text ? undefined : plain;
  };
  for (let known = -1; ; ) {
    known = threads.size;
    const entries = [handler, ...threads];
    const root = dirname(handler);
    const { modules, errors } = await bundle({ entries, root, external, change });
    if (errors.length > 0) throw failure(`${displayPath(handler)} cannot be built`, errors);
    if (threads.size > known) continue;
    return { modules, placed: [...placed], threads: [...threads], assets: [...assets], folders };
  }
}

function packageOf(file: string): Survey["package"] {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) {
      try {
        const { version } = JSON.parse(readFileSync(manifest, "utf8"));
        return typeof version === "string" ? { version } : {};
      } catch {
        return {}; // whoever needs it says so
      }
    }
    if (folder === dirname(folder)) return {};
  }
}
