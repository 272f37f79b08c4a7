// The beginning of a worker: a module of this library; or this program once more, where that holds the library in a
// bundle (`bun build --compile`, esbuild) and no module of it lies by itself; and that of the command line.
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { insideExecutable } from "./building/inside.ts";

/** The module or program that a worker starts with. */
export interface Beginning {
  /** The URL of the module to begin with. */
  readonly module: string;
  readonly args: readonly string[];
  /** Whether the runtime's program holds the module, and begins with it by itself. */
  readonly compiled: boolean;
  /** Whether it is this program once more, which has to be told that it is a worker: own_program.ts. */
  readonly again: boolean;
}

/** The only argument of thriftserve's executable when it is started as a worker process. */
export const workerArgument = "--thriftserve-worker";

/** The beginning of a worker thread. @throws {Error} when it cannot be found. */
export function threadBeginning(): Beginning {
  const module = entry("thread_main");
  return module === undefined ? thisProgram() : { module, args: [], compiled: false, again: false };
}

/** The beginning of a worker process. @throws {Error} when it cannot be found. */
export function processBeginning(): Beginning {
  const module = entry("process_main");
  if (module === undefined || isCompiledByDeno()) return thisProgram();
  const compiled = insideExecutable() !== undefined;
  return { module, args: compiled ? [workerArgument] : [], compiled, again: false };
}

/**
 * The command line that starts a process.
 * @param flags of the runtime, where that is a program of its own.
 */
export function commandOf({ module, args, compiled }: Beginning, flags: readonly string[]): string[] {
  if (compiled) return [process.execPath, ...args];
  return [process.execPath, ...flags, module.startsWith("file:") ? fileURLToPath(module) : module, ...args];
}

/**
 * The program and its first arguments that start thriftserve's command line once more; its own arguments follow.
 * @throws {Error} where that is no file of its own, as in a bundle.
 */
export function ownCommand(): readonly string[] {
  if (insideExecutable() !== undefined) return [process.execPath];
  const suffix = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const main = new URL(`../cli/bin.${suffix}`, import.meta.url);
  if (!isThere(main)) throw new Error(`thriftserve's command line is not at ${fileURLToPath(main.href)}`);
  // Deno does not tell its own flags.
  const flags = "deno" in process.versions ? ["run", "--allow-all", "--quiet"] : process.execArgv;
  return [process.execPath, ...flags, fileURLToPath(main.href)];
}

/** The URL of an entry point of this library; undefined where a bundler has put this file elsewhere, without it. */
function entry(name: string): string | undefined {
  const here: string | undefined = import.meta.url; // none in a bundle of CommonJS
  if (here === undefined) return undefined;
  // In thriftserve's own executable every entry point is a bundle, and this file is part of one of them.
  const executable = insideExecutable();
  const root = executable === undefined ? new URL("../", here) : new URL("src/", executable);
  const suffix = executable === undefined && here.endsWith(".ts") ? "ts" : "js";
  if (!isThere(new URL(`cli/main.${suffix}`, root))) return undefined;
  const module = new URL(`server/worker/${name}.${suffix}`, root);
  return isThere(module) ? module.href : undefined;
}

/** Whether a module can be loaded, as far as it is a file. */
function isThere(module: URL): boolean {
  return module.protocol !== "file:" || existsSync(fileURLToPath(module.href));
}

/** @throws {Error} when the program's file is not known. */
function thisProgram(): Beginning {
  const [, main = "", ...args] = process.argv;
  const compiled = insideExecutable() !== undefined || isCompiledByDeno();
  if (!compiled && (isEvaluated() || !existsSync(main))) throw new Error(nothingToBeginWith);
  return { module: pathToFileURL(main).href, args, compiled, again: true };
}

const nothingToBeginWith =
  "no worker can be started: the program holds thriftserve in a bundle, and which file it began with is not known. Keep thriftserve out of the bundle (--external thriftserve), or serve with the model nonblocking and workers: 0";

/** Whether the program is text of the command line: its first argument is no file of its own then. */
function isEvaluated(): boolean {
  return process.execArgv.some((flag) => /^(-e|-p|-pe|--eval|--print)(=|$)/.test(flag));
}

/** Whether this program is an executable that Deno has compiled: its files are those of when it was. */
export function isCompiledByDeno(): boolean {
  const { Deno } = globalThis as { Deno?: { build?: { standalone?: boolean } } };
  return Deno?.build?.standalone === true;
}
