// Native addons that a handler imports: those that stand alone are taken in, others are refused.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Bundled } from "../runtime/building/bundle.ts";
import { displayPath } from "../words/paths.ts";
import { BuildError } from "./failure.ts";

/**
 * @param modules all that was taken in.
 * @param isThisSystem whether the executable is for this system, as the addons are.
 * @throws {BuildError} when one of them would not be found, or not run.
 */
export function refuseAddons(modules: Bundled["modules"], isThisSystem: boolean): void {
  for (const path of modules.keys()) {
    const why = path.endsWith(".node") ? whyNot(path, isThisSystem) : undefined;
    if (why !== undefined) throw new BuildError(`${displayPath(path)} ${why}: ${remedyFor(packageOf(path))}`);
    for (const imported of modules.get(path) ?? []) {
      if (!finders.has(packageOf(imported)) || packageOf(path) === packageOf(imported)) continue;
      throw new BuildError(
        `${displayPath(path)} looks for a native addon by the package ${packageOf(imported)}, which finds none in an executable: ${remedyFor(packageOf(path))}`,
      );
    }
  }
}

/** Packages that look for an addon when they are run. */
const finders: ReadonlySet<string> = new Set([
  "bindings",
  "node-gyp-build",
  "node-pre-gyp",
  "@mapbox/node-pre-gyp",
]);

function whyNot(addon: string, isThisSystem: boolean): string | undefined {
  if (!isThisSystem) return "is a native addon for this system only";
  const library = readdirSync(dirname(addon)).find((name) => /\.(so(\.\d+)*|dylib|dll)$/.test(name));
  if (library === undefined) return undefined;
  const beside = displayPath(join(dirname(addon), library));
  return `is a native addon that may need ${beside}, which it would not find in an executable`;
}

function remedyFor(name: string): string {
  return `leave its package out with --external ${name}, and put node_modules/${name} beside the executable`;
}

function packageOf(path: string): string {
  const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path) ?? [];
  return name?.replace("\\", "/") ?? "NAME";
}
