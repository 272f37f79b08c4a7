// Builds one standalone executable of a handler and all that it consists of.
import { chmodSync, cpSync, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { int64Inside } from "../handler/npm/int64.ts";
import { type Bundled, compile, type ExecutableRequest } from "../runtime/building/bundle.ts";
import { insideExecutableFor } from "../runtime/building/inside.ts";
import { stageOwnModules } from "../runtime/building/own_modules.ts";
import { displayPath } from "../words/paths.ts";
import { refuseAddons } from "./addons.ts";
import { applicationFile } from "./application.ts";
import { BuildError, failure } from "./failure.ts";
import { placed } from "./modules.ts";
import { Places } from "./places.ts";
import { applicationOf, assetsOf, type BuildRequest, type Built, unread, write } from "./request.ts";
import { stageBeside } from "./stage.ts";
import { bundled, type Survey, survey } from "./survey.ts";
import { isThisSystem } from "./targets.ts";

/**
 * Builds it.
 *
 * @throws {HandlerError} and {IdlError} when the handler cannot be served.
 * @throws {BuildError} when it cannot be built.
 */
export async function build(request: BuildRequest): Promise<Built> {
  const { handler, outfile, external, target } = request;
  request.onStep(`checking ${displayPath(handler)}`);
  const found = await survey(handler, request, bundled(external));
  refuseAddons(found.modules, target === undefined || isThisSystem(target));
  const assets = assetsOf(request, found);
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
  const application = applicationOf(request, found, places.ofEntry(found.file));
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
