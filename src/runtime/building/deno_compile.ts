// Deno: the modules that a program consists of, and an executable of them.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bundled } from "./bundle.ts";

/** The executable to make. All are paths. */
export interface CompileRequest {
  /** The program's own module. */
  readonly entry: string;
  /** Modules that are imported or started by names that are worked out, files and folders. */
  readonly include: readonly string[];
  readonly outfile: string;
  /** As Deno names systems, `aarch64-unknown-linux-gnu`; undefined: this one. */
  readonly target?: string;
  /** denort, which the executable begins with; undefined: what DENORT_BIN names, or what is downloaded. */
  readonly base?: string;
}

/** The reason why there is no executable. */
export interface CompileFailure {
  /** What Deno has said, in a line or some. */
  readonly message: string;
  /** The address of its base, when that could not be downloaded. */
  readonly address?: string;
}

/**
 * The permissions of a server: it listens, reads its files, its options and its own modules, writes the file of its port
 * and the memory that its processes share, starts itself as its workers, asks the system for its addresses, and calls the
 * C library, by which workers end with their server. Nobody is asked for others. A handler has the same: it imports no
 * modules of other machines while it runs.
 */
export const serverPermissions: readonly string[] = [
  "--no-prompt",
  ...["net", "read", "write", "env", "sys", "run", "ffi"].map((name) => `--allow-${name}`),
];

/** Finds the modules that a file imports. Of those of packages the files that are imported first, and no more. */
export async function modulesOf(file: string): Promise<Bundled> {
  const { stdout, failure } = await deno(["info", "--json", ...resolution(file), file], dirname(file));
  if (failure !== undefined) return { modules: new Map(), errors: [{ ...nowhere, message: failure }] };
  const { modules } = JSON.parse(stdout) as { modules: readonly Module[] };
  const local = modules.filter(({ specifier }) => specifier.startsWith("file:"));
  return {
    modules: new Map(
      local.map(({ specifier, dependencies = [] }) => [fileURLToPath(specifier), pathsOf(dependencies)]),
    ),
    errors: modules
      .filter(({ error }) => error !== undefined)
      .map(({ specifier, error = "" }) => ({ ...importOf(specifier, local), message: shownFault(error) })),
  };
}

/** Writes an executable. @returns undefined when it is there. */
export async function compileWithDeno(request: CompileRequest): Promise<CompileFailure | undefined> {
  const { entry, include, outfile, target, base } = request;
  const args = [
    ...["compile", "--no-check", ...resolution(entry), ...serverPermissions, "--output", outfile],
    ...(target === undefined ? [] : ["--target", target]),
    ...include.flatMap((path) => ["--include", path]),
    entry,
  ];
  const { failure } = await deno(args, dirname(entry), base === undefined ? {} : { DENORT_BIN: base });
  if (failure === undefined) return undefined;
  const address = /\bhttps?:\/\/[^\s)]*\/denort[^\s)]*/.exec(failure)?.[0];
  return { message: failure, address };
}

interface Module {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly Dependency[];
}

interface Dependency {
  readonly code?: {
    readonly specifier?: string;
    /** From 0. */
    readonly span?: { readonly start: { readonly line: number; readonly character: number } };
  };
}

function pathsOf(dependencies: readonly Dependency[]): string[] {
  const specifiers = dependencies.map(({ code }) => code?.specifier ?? "");
  return specifiers.filter((one) => one.startsWith("file:")).map((one) => fileURLToPath(one));
}

const nowhere = { file: "", line: 0, column: 0, sourceLine: "" };

/** The place where a module is imported that cannot be. */
function importOf(specifier: string, modules: readonly Module[]): typeof nowhere {
  for (const { specifier: importer, dependencies = [] } of modules) {
    const found = dependencies.find(({ code }) => code?.specifier === specifier)?.code?.span?.start;
    if (found === undefined) continue;
    const file = fileURLToPath(importer);
    const sourceLine = readFileSync(file, "utf8").split(/\r?\n/)[found.line] ?? "";
    return { file, line: found.line + 1, column: found.character + 1, sourceLine };
  }
  return nowhere;
}

/** Without the schemes of files, and the end of a sentence. */
function shownFault(message: string): string {
  return message.replaceAll("file://", "").replace(/\.$/, "");
}

/** Packages are found in node_modules, as Node finds them, unless the project has a configuration of Deno's that may say otherwise. */
function resolution(file: string): string[] {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (["deno.json", "deno.jsonc"].some((name) => existsSync(join(folder, name)))) return [];
    if (folder === dirname(folder)) return ["--node-modules-dir=manual"];
  }
}

function deno(
  args: readonly string[],
  cwd: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<{ stdout: string; failure?: string }> {
  const env = { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", RUST_BACKTRACE: "0", ...variables };
  return new Promise((resolve) => {
    const told = (error: Error | null, stdout: string, stderr: string) =>
      resolve(error === null ? { stdout } : { stdout, failure: reasonIn(stderr) ?? error.message });
    execFile(process.execPath, [...args], { cwd, env, maxBuffer: 2 ** 28 }, told);
  });
}

/** What stands behind `error:` in what Deno writes. */
function reasonIn(stderr: string): string | undefined {
  const [, reason] = /^error: ([\s\S]*)/m.exec(stderr) ?? [];
  return reason?.replace(/\n+Stack backtrace:[\s\S]*/, "").trim();
}
