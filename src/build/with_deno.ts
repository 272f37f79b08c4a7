// Builds one standalone executable of a handler by `deno compile`: its modules are inside as they are, and so are their
// places, seen from each other.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { Bundled } from "../runtime/building/bundle.ts";
import { compileWithDeno, modulesOf } from "../runtime/building/deno_compile.ts";
import { moduleIn } from "../runtime/building/elsewhere.ts";
import { displayPath } from "../words/paths.ts";
import { BuildError, failure } from "./failure.ts";
import { filesNamedBy, knowsItsPlace } from "./modules.ts";
import { applicationOf, assetsOf, type BuildRequest, type Built, unread, write } from "./request.ts";
import { stageBeside } from "./stage.ts";
import { type ModulesOf, type Survey, survey } from "./survey.ts";
import { isThisSystem, type Target } from "./targets.ts";

/**
 * Builds it. This program has to run on Deno.
 *
 * @param library the folder of this package's modules, which the executable takes in.
 * @throws {HandlerError} and {IdlError} when the handler cannot be served.
 * @throws {BuildError} when it cannot be built.
 */
export async function buildWithDeno(request: BuildRequest, library: string): Promise<Built> {
  const { outfile, target, base } = request;
  const system = target === undefined ? undefined : systemOf(target);
  const { folder, entry, include, found, assets } = await stageProgram(request, library);
  const stage = stageBeside(outfile);
  try {
    request.onStep(`compiling ${displayPath(outfile)}`);
    const made = join(stage, basename(outfile));
    const failed = await compileWithDeno({ entry, include, outfile: made, target: system, base });
    if (failed !== undefined) throw failureOf(request, failed);
    const whole = existsSync(made) ? made : `${made}.exe`;
    if (target === undefined || isThisSystem(target)) requireProgram(whole, request);
    renameSync(whole, outfile);
    const { size } = statSync(outfile);
    return {
      ...{ outfile, size, modules: found.modules.size, assets: assets.map(displayPath).sort() },
      warnings: [...found.warnings, ...unread(found, assets)],
    };
  } finally {
    for (const one of [folder, stage]) rmSync(one, { recursive: true, force: true });
  }
}

/** A program that serves a handler, before it is compiled. */
export interface StagedProgram {
  /** The folder of its own, which goes with this process. */
  readonly folder: string;
  /** The module that it begins with. */
  readonly entry: string;
  /** The modules and files that it needs besides those that it imports. */
  readonly include: readonly string[];
  readonly found: Survey;
  /** The files among them that are no modules. */
  readonly assets: readonly string[];
}

/**
 * Writes the program beside the handler: there the configuration of the handler's project is found.
 *
 * @throws as {@link buildWithDeno} does.
 */
export async function stageProgram(request: BuildRequest, library: string): Promise<StagedProgram> {
  request.onStep(`checking ${displayPath(request.handler)}`);
  const found = await survey(request.handler, request, graphed);
  const assets = assetsOf(request, found);
  const folder = stageBeside(found.file);
  const placeOf = (file: string) => relative(folder, file).split(sep).map(encodeURIComponent).join("/");
  const application = applicationOf(request, found, placeOf(found.file));
  write(join(folder, "application.json"), JSON.stringify(application));
  const text = `import application from "./application.json" with { type: "json" };
import { main } from ${JSON.stringify(placeOf(moduleIn(library, "cli/built_program")))};
await main(application, import.meta.url);
`;
  return {
    folder,
    entry: write(join(folder, "main.js"), text),
    include: [found.file, ...found.threads, moduleIn(library, "server/worker/thread_main"), ...assets],
    found,
    assets,
  };
}

/** Finds the modules in Deno's graph of them. Threads may start others. */
async function graphed(handler: string): ReturnType<ModulesOf> {
  const modules = new Map<string, readonly string[]>();
  const assets = new Set<string>();
  const placed = new Set<string>();
  const threads = new Set<string>();
  const folders = new Map<string, string>();
  for (const entry of iterateWith(handler, threads)) {
    const graph: Bundled = await modulesOf(entry);
    if (graph.errors.length > 0) throw failure(`${displayPath(handler)} cannot be built`, graph.errors);
    for (const [path, imports] of graph.modules) {
      modules.set(path, imports);
      const text = readFileSync(path, "utf8");
      if (!/\.[cm]?[jt]sx?$/.test(path) || isOfPackage(path) || !knowsItsPlace(text)) continue;
      placed.add(path);
      const named = filesNamedBy(path, text);
      for (const asset of named.assets) assets.add(asset);
      for (const module of named.threads) threads.add(module);
      for (const folder of named.folders) folders.set(folder, path);
    }
  }
  return { modules, assets: [...assets], placed: [...placed], threads: [...threads], folders };
}

/** A set can be added to while it is gone through. */
function* iterateWith(first: string, others: ReadonlySet<string>): Generator<string> {
  yield first;
  yield* others;
}

/** Deno takes packages in as they are, with all their files. */
function isOfPackage(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path);
}

/** Deno's names for systems: those that it has a base for. */
function systemOf(target: Target): string {
  const systems: Partial<Record<Target, string>> = {
    "linux-x64": "x86_64-unknown-linux-gnu",
    "linux-arm64": "aarch64-unknown-linux-gnu",
    "darwin-x64": "x86_64-apple-darwin",
    "darwin-arm64": "aarch64-apple-darwin",
    "windows-x64": "x86_64-pc-windows-msvc",
  };
  const system = systems[target];
  if (system !== undefined) return system;
  throw new BuildError(
    `--target is ${target}, for which Deno makes no executables: expected ${Object.keys(systems).join(", ")}`,
  );
}

function failureOf(
  { outfile, base }: BuildRequest,
  { message, address }: { readonly message: string; readonly address?: string },
): BuildError {
  const what = `${displayPath(outfile)} cannot be compiled`;
  if (address === undefined) return new BuildError(`${what} by Deno:\n${message}`, base !== undefined);
  const [reason = ""] = message
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-1);
  return new BuildError(
    `${what}: its base, denort ${process.versions.deno}, cannot be downloaded from ${address}: ${reason.replace(/^\s*\d+:\s*/, "")}. Where that address cannot be reached, name a proxy in HTTPS_PROXY, or a denort that was unpacked from that archive with --base or in DENORT_BIN`,
    false,
  );
}

/** Deno puts a program behind whatever it is given as a base. @throws {BuildError} when that does not run it. */
function requireProgram(path: string, { outfile, base, builtBy }: BuildRequest): void {
  let said = "";
  try {
    said = execFileSync(path, ["--version"], { encoding: "utf8", cwd: dirname(path), timeout: 30_000 });
  } catch (error) {
    said = (error as Error).message;
  }
  if (said.includes(`(thriftserve ${builtBy})`)) return;
  const named = base ?? process.env.DENORT_BIN;
  const [first = ""] = said.split("\n");
  throw new BuildError(
    `${displayPath(outfile)} was compiled, and does not run: asked for its version, it says "${first}"${named === undefined ? "" : `. Its base ${named} has to be denort ${process.versions.deno}, not deno itself`}`,
    named !== undefined,
  );
}
