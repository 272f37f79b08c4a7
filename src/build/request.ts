// The executable that is asked for, and what every way of building one has to see to.
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { HandlerSource } from "../handler/source.ts";
import { displayPath } from "../words/paths.ts";
import type { Application } from "./application.ts";
import { BuildError } from "./failure.ts";
import type { Survey } from "./survey.ts";
import type { Target } from "./targets.ts";

/** The executable that is asked for. */
export interface BuildRequest extends Pick<HandlerSource, "idl" | "include"> {
  /** The handler's path. */
  readonly handler: string;
  /** The path of the executable. */
  readonly outfile: string;
  /** The options that it has by default. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Files and folders to take in, besides those that modules name. */
  readonly assets: readonly string[];
  /** Packages that are left out, to be found beside the executable. */
  readonly external: readonly string[];
  /** Undefined: this system. */
  readonly target?: Target;
  /** The path of the runtime's own executable for that system; undefined: this program's, or what is downloaded. */
  readonly base?: string;
  readonly bytecode: boolean;
  readonly minify: boolean;
  readonly sourcemap: boolean;
  /** The version of this library. */
  readonly builtBy: string;
  /** Told what is being done. */
  readonly onStep: (step: string) => void;
}

/** The executable that was built. */
export interface Built {
  readonly outfile: string;
  /** In bytes. */
  readonly size: number;
  /** The number of the handler's modules. */
  readonly modules: number;
  /** The files that it holds as they are, as messages name them. */
  readonly assets: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * The paths of all files and folders to take in as they are.
 *
 * @throws {BuildError} when one is not there, or the executable would be written over one of its own files.
 */
export function assetsOf({ assets, outfile }: BuildRequest, found: Survey): string[] {
  const all = [...new Set([...found.assets, ...assets.map(existing)].map((path) => resolve(path)))];
  requireOutfile(outfile, [...found.modules.keys(), ...all]);
  return all;
}

/** Warnings of folders that are not taken in. */
export function unread({ folders }: Survey, assets: readonly string[]): string[] {
  const left = [...folders].filter(([folder]) => !assets.includes(resolve(folder)));
  return left.map(
    ([folder, module]) =>
      `${displayPath(module)} names the folder ${displayPath(folder)}, of which nothing is taken in: --asset ${displayPath(folder)} takes all of it`,
  );
}

/** What an executable is told of itself. @param module the handler's place in it. */
export function applicationOf(
  { outfile, options, builtBy }: BuildRequest,
  found: Survey,
  module: string,
): Application {
  return {
    name: basename(outfile).replace(/\.exe$/, ""),
    version: found.package.version,
    builtBy,
    module,
    file: basename(found.file),
    service: found.service,
    options,
  };
}

function requireOutfile(outfile: string, sources: readonly string[]): void {
  const isFolder = statSync(outfile, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder && !sources.includes(resolve(outfile))) return;
  const found = isFolder ? "a directory" : "one of the files that it is made of";
  throw new BuildError(
    `${displayPath(outfile)} is ${found}: expected the path of the executable to write, after -o`,
  );
}

function existing(asset: string): string {
  if (existsSync(asset)) return asset;
  throw new BuildError(`--asset is ${asset}: there is no such file or folder`);
}

/** Writes a file, and the folders above it. @returns its path. */
export function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
