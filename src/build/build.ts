// Builds one standalone executable of a handler and all that it consists of.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { int64Inside } from "../handler/npm/int64.ts";
import type { HandlerSource } from "../handler/source.ts";
import { type Bundled, compile, type ExecutableRequest } from "../runtime/building/bundle.ts";
import { insideExecutableFor } from "../runtime/building/inside.ts";
import { stageOwnModules } from "../runtime/building/own_modules.ts";
import { displayPath } from "../words/paths.ts";
import { refuseAddons } from "./addons.ts";
import { type Application, applicationFile } from "./application.ts";
import { BuildError, failure } from "./failure.ts";
import { placed } from "./modules.ts";
import { Places } from "./places.ts";
import { stageBeside } from "./stage.ts";
import { type Survey, survey } from "./survey.ts";
import { isThisSystem, type Target } from "./targets.ts";

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
  /** The path of Bun's own executable for that system; undefined: this program's, or what is downloaded. */
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
 * Builds it.
 *
 * @throws {HandlerError} and {IdlError} when the handler cannot be served.
 * @throws {BuildError} when it cannot be built.
 */
export async function build(request: BuildRequest): Promise<Built> {
  const { handler, outfile, external, target } = request;
  request.onStep(`checking ${displayPath(handler)}`);
  const found = await survey(handler, request, external);
  refuseAddons(found.modules, target === undefined || isThisSystem(target));
  const assets = [
    ...new Set([...found.assets, ...request.assets.map(existing)].map((path) => resolve(path))),
  ];
  requireOutfile(outfile, [...found.modules.keys(), ...assets]);
  const stage = stageBeside(outfile);
  try {
    const places = new Places(
      [found.file, ...found.placed, ...found.threads, ...assets],
      insideExecutableFor(target ?? process.platform.replace("win32", "windows")),
    );
    const warnings = [
      ...found.warnings,
      ...unread(found, assets),
      ...(await compiled(request, found, assets, places, stage)),
    ];
    const made = join(stage, existsSync(join(stage, "program.exe")) ? "program.exe" : "program");
    chmodSync(made, 0o755);
    renameSync(made, outfile);
    const { size } = statSync(outfile);
    return { outfile, size, modules: found.modules.size, assets: assets.map(displayPath).sort(), warnings };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Warnings of folders that are not taken in. */
function unread({ folders }: Survey, assets: readonly string[]): string[] {
  const left = [...folders].filter(([folder]) => !assets.includes(resolve(folder)));
  return left.map(
    ([folder, module]) =>
      `${displayPath(module)} names the folder ${displayPath(folder)}, of which nothing is taken in: --asset ${displayPath(folder)} takes all of it`,
  );
}

/** @returns warnings. */
async function compiled(
  request: BuildRequest,
  found: Survey,
  assets: readonly string[],
  places: Places,
  stage: string,
): Promise<string[]> {
  request.onStep(`compiling ${displayPath(request.outfile)}`);
  const own = stageOwnModules(stage);
  const threads = new Set(found.threads);
  const knowing = new Set(found.placed);
  const entries = [
    write(join(stage, places.ofEntry(found.file)), whole(found.file, found.hasDefault)),
    ...[...found.modules.keys()]
      .filter(isInt64)
      .map((file) => write(join(stage, int64Inside), whole(file, true))),
    ...found.threads.map((file) => write(join(stage, places.ofEntry(file)), whole(file, undefined))),
  ];
  const folders = join(stage, "inside");
  for (const asset of assets) cpSync(asset, join(folders, places.of(asset)), { recursive: true });
  const application = applicationOf(request, found, places);
  write(join(folders, applicationFile), JSON.stringify(application));
  const executable: ExecutableRequest = {
    ...request,
    entries: [...own, ...entries],
    root: stage,
    outfile: join(stage, "program"),
    folders: [join(folders, "app"), join(folders, dirname(applicationFile))].filter((folder) =>
      existsSync(folder),
    ),
    target: request.target && `bun-${request.target}`,
    change: (path) => (knowing.has(path) ? placed(path, places, threads) : undefined),
  };
  const { errors } = await compile(executable);
  if (errors.length === 0) return [];
  if (!request.bytecode) throw failed(request, errors);
  const plain = await compile({ ...executable, bytecode: false });
  if (plain.errors.length > 0) throw failed(request, plain.errors);
  return [`it holds no bytecode, and starts later: ${errors.map(({ message }) => message).join("; ")}`];
}

/** Whether it is the class that code generated for the npm package `thrift` has for an i64. */
function isInt64(file: string): boolean {
  return /[\\/]node_modules[\\/]node-int64[\\/]\w+\.js$/.test(file);
}

/**
 * A module that is another one, at a place of its own.
 * @param hasDefault undefined: it is not known; `default` is undefined then where there is none.
 */
function whole(file: string, hasDefault: boolean | undefined): string {
  const from = JSON.stringify(file);
  if (hasDefault === false) return `export * from ${from};\n`;
  if (hasDefault) return `export * from ${from};\nexport { default } from ${from};\n`;
  return `export * from ${from};\nimport * as module from ${from};\nexport default module.default;\n`;
}

function failed({ outfile, target }: BuildRequest, errors: Bundled["errors"]): BuildError {
  const what = `${displayPath(outfile)} cannot be compiled${target === undefined ? "" : ` for ${target}`}`;
  const download = errors.find(({ message }) => /download/i.test(message));
  if (download === undefined) return failure(what, errors);
  return new BuildError(
    `${what}: ${download.message}. Its base, Bun for that system, comes from the npm registry once; where there is none, name that file with --base`,
    false,
  );
}

function applicationOf(
  { outfile, options, builtBy }: BuildRequest,
  found: Survey,
  places: Places,
): Application {
  return {
    name: basename(outfile).replace(/\.exe$/, ""),
    version: found.package.version,
    builtBy,
    module: places.ofEntry(found.file),
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

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
