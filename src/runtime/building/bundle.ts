// Bun: makes one program of modules, and an executable of that.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "../../words/diagnostics.ts";

/** The modules to make one program of. */
export interface BundleRequest {
  /** Files: the program begins with the first. */
  readonly entries: readonly string[];
  /** The folder below which entries keep their places. */
  readonly root: string;
  /** Packages that are left out: the program looks for them beside itself when it runs. */
  readonly external: readonly string[];
  /** Told the path of each module of code. @returns text to take instead of its own; undefined: its own. */
  change(path: string): string | undefined;
}

/** The executable to make of them. */
export interface ExecutableRequest extends BundleRequest {
  readonly outfile: string;
  /** Folders that are put inside under their own names. */
  readonly folders: readonly string[];
  readonly bytecode: boolean;
  readonly minify: boolean;
  readonly sourcemap: boolean;
  /** `bun-linux-arm64`; undefined: this system. */
  readonly target?: string;
  /** Bun's executable for it; undefined: this one, or one that Bun downloads. */
  readonly base?: string;
}

/** The outcome. */
export interface Bundled {
  /** The files that were taken in, each with those that it imports. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** None: it worked. */
  readonly errors: readonly Diagnostic[];
}

/** Reads the modules and all that they import, and writes nothing. */
export async function bundle(request: BundleRequest): Promise<Bundled> {
  return await built({ ...configOf(request), define: system, minify: { syntax: true } });
}

/** Expressions that are worked out when an executable is made: the names of native addons depend on it. */
const system: Readonly<Record<string, string>> = {
  "process.platform": JSON.stringify(process.platform),
  "process.arch": JSON.stringify(process.arch),
};

/**
 * Writes an executable. It runs nothing but what is inside: no bunfig.toml of the working directory, no `.env`.
 * Packages that were left out are looked for, for which it reads package.json. `jitPolicy` is undone by what starts:
 * jit.ts.
 */
export async function compile(request: ExecutableRequest): Promise<Bundled> {
  const { outfile, folders, bytecode, minify, sourcemap, target, base } = request;
  return await built({
    ...configOf(request),
    bytecode,
    minify,
    sourcemap: sourcemap ? "inline" : "none",
    compile: {
      outfile,
      assets: [...folders],
      jitPolicy: 20,
      autoloadBunfig: false,
      autoloadDotenv: false,
      autoloadPackageJson: true,
      autoloadTsconfig: false,
      ...(base !== undefined && { executablePath: base }),
      ...(target !== undefined && { target: target as Bun.Build.CompileTarget }),
    },
  });
}

/** Splitting keeps what is imported on demand apart, as in our own executable. */
function configOf({ entries, root, external, change }: BundleRequest): Bun.BuildConfig {
  return {
    entrypoints: [...entries],
    root,
    target: "bun",
    format: "esm",
    splitting: true,
    metafile: true,
    throw: false,
    plugins: [{ name: "thriftserve", setup: (builder) => setUp(builder, external, change) }],
  };
}

function setUp(builder: Bun.PluginBuilder, external: readonly string[], change: BundleRequest["change"]) {
  if (external.length > 0) {
    const names = external.map((name) => name.replace(/[^\w@/-]/g, "\\$&")).join("|");
    builder.onResolve({ filter: new RegExp(`^(${names})(/|$)`) }, ({ path }) => ({
      path,
      namespace: beside,
    }));
    builder.onLoad({ filter: /.*/, namespace: beside }, ({ path }) => ({
      contents: required(path),
      loader: "js",
    }));
  }
  builder.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: "file" }, ({ path, loader }) => {
    const contents = change(path);
    return contents === undefined ? undefined : { contents, loader };
  });
}

const beside = "beside";

/** Found from the executable on: a plain import would look in the working directory. */
function required(specifier: string): string {
  return `module.exports = require("node:module").createRequire(process.execPath)(${JSON.stringify(specifier)});`;
}

async function built(config: Bun.BuildConfig): Promise<Bundled> {
  let output: Bun.BuildOutput;
  try {
    output = await Bun.build(config);
  } catch (error) {
    const errors = error instanceof AggregateError ? error.errors : [error];
    return { modules: new Map(), errors: errors.map(diagnosticOf) };
  }
  const inputs = Object.entries(output.metafile?.inputs ?? {});
  const modules = inputs.map(([path, { imports }]): [string, string[]] => [
    resolve(path),
    imports.map((one) => resolve(one.path)),
  ]);
  return {
    modules: new Map(modules.filter(([path]) => isFile(path))), // others are made here
    errors: output.logs.filter(({ level }) => level === "error").map(diagnosticOf),
  };
}

function diagnosticOf(log: BuildMessage | ResolveMessage | Error): Diagnostic {
  const message = messageOf(log);
  const position = "position" in log ? log.position : null;
  if (position === null) return { file: "", line: 0, column: 0, message, sourceLine: "" };
  const { file, line, column, lineText, length } = position;
  return { file, line, column, message, sourceLine: lineText, length };
}

function messageOf(log: BuildMessage | ResolveMessage | Error): string {
  const specifier = "specifier" in log ? String(log.specifier) : "";
  if (!log.message.startsWith("Could not resolve") || specifier === "") return log.message;
  if (/^[./]/.test(specifier)) return `there is no module ${specifier}`;
  return `cannot find the package ${specifier}; install it, or leave it out with --external ${specifier}`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
