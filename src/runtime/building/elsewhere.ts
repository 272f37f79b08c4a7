// A command of ours that only another runtime can do, done by one that is installed, in this program's place.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { insideExecutable } from "./inside.ts";

/** Whether this program runs on Bun, in an executable too. */
export const isHere = "bun" in process.versions;

/**
 * Runs the command line of this package on an installed Bun, in this one's place.
 *
 * @returns its exit status; undefined: there is no Bun that can.
 */
export async function runOnBun(args: readonly string[]): Promise<number | undefined> {
  const root = ownRoot();
  const bun = programsNamed("bun").find((path) => existsSync(path) && isRecent(path));
  if (bun === undefined || root === undefined) return undefined;
  return await runs([bun, commandLineIn(root), ...args]);
}

/** Earlier ones take no folders in. */
function isRecent(bun: string): boolean {
  const { stdout } = spawnSync(bun, ["--version"], { encoding: "utf8" });
  const [major = 0, minor = 0] = (stdout ?? "").split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 4);
}

/** The path of Deno's program: this one, or one that is installed; undefined: there is none. */
export function denoProgram(): string | undefined {
  if ("deno" in process.versions) return process.execPath;
  return programsNamed("deno").find((path) => existsSync(path));
}

/**
 * Runs a command line of this package on Deno, in this one's place.
 *
 * @param root of the package, from {@link packageFor}.
 * @returns its exit status; undefined: it is this program that does it, which runs on Deno and is of that package.
 */
export async function runOnDeno(
  deno: string,
  root: string,
  args: readonly string[],
): Promise<number | undefined> {
  if ("deno" in process.versions && root === ownRoot()) return undefined;
  return await runs([deno, "run", "--allow-all", "--quiet", commandLineIn(root), ...args]);
}

/**
 * The folder of this package's modules, as a program that a handler is a part of can import them: in a node_modules
 * above the handler, or these themselves where the handler is a file of the package's own project.
 */
export function packageFor(handler: string): string | undefined {
  const own = ownRoot();
  for (let folder = dirname(resolve(handler)); ; folder = dirname(folder)) {
    const installed = join(folder, "node_modules/thriftserve/dist/npm/src");
    if (existsSync(installed)) return realpathSync(installed);
    if (own !== undefined && dirname(own) === folder) return own;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The path of one of the modules below {@link packageFor}, which is named without an ending. */
export function moduleIn(root: string, name: string): string {
  const [script, source] = [`${join(root, name)}.js`, `${join(root, name)}.ts`];
  return existsSync(script) ? script : source;
}

function commandLineIn(root: string): string {
  return moduleIn(root, "cli/bin");
}

/** The folder of the modules of this program: as the package has them, or the sources; undefined: they are no files. */
function ownRoot(): string | undefined {
  const here = import.meta.url;
  if (!here.startsWith("file:") || insideExecutable() !== undefined) return undefined;
  return realpathSync(fileURLToPath(new URL("../../", here).href));
}

/** The places where a runtime may be: in a node_modules above, in PATH, or where its own installer puts it. */
function programsNamed(name: "bun" | "deno"): string[] {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  const { PATH = "", HOME = "" } = process.env;
  const installed = process.env[`${name.toUpperCase()}_INSTALL`] ?? join(HOME, `.${name}`);
  const inPackage = { bun: "bun/bin/bun.exe", deno: join("deno", file) }[name]; // Bun's is named so on every system
  const above: string[] = [];
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    above.push(join(folder, "node_modules", inPackage));
    if (folder === dirname(folder)) break;
  }
  return [
    ...above,
    ...PATH.split(delimiter).map((folder) => join(folder, file)),
    join(installed, "bin", file),
  ];
}

async function runs([program = "", ...args]: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: "inherit" });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on("SIGINT", forward).on("SIGTERM", forward);
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status) => resolve(status ?? 1));
  });
}
