// A command of ours that only Bun can do, done by a Bun that is installed, where this program runs on another runtime.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Whether this program runs on Bun, in an executable too. */
export const isHere = "bun" in process.versions;

/**
 * Runs the command line of this package on an installed Bun, in this one's place.
 *
 * @returns its exit status; undefined: there is no Bun that can.
 */
export async function runOnBun(args: readonly string[]): Promise<number | undefined> {
  const program = commandLine();
  const bun = candidates().find((path) => existsSync(path) && isRecent(path));
  if (bun === undefined || program === undefined) return undefined;
  const child = spawn(bun, [program, ...args], { stdio: "inherit" });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on("SIGINT", forward).on("SIGTERM", forward);
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status) => resolve(status ?? 1));
  });
}

/** Its file: as the package has it, or the sources; undefined where they were not loaded from files. */
function commandLine(): string | undefined {
  const here = import.meta.url;
  if (!here.startsWith("file:")) return undefined;
  return fileURLToPath(new URL(here.endsWith(".ts") ? "../../cli/bin.ts" : "../../cli/bin.js", here).href);
}

/** The places where one may be: in PATH, where its own installer puts it, or in a node_modules above. */
function candidates(): string[] {
  const name = process.platform === "win32" ? "bun.exe" : "bun";
  const { PATH = "", HOME = "", BUN_INSTALL = join(HOME, ".bun") } = process.env;
  const above: string[] = [];
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    above.push(join(folder, "node_modules/bun/bin/bun.exe")); // named so on every system
    if (folder === dirname(folder)) break;
  }
  return [
    ...above,
    ...PATH.split(delimiter).map((folder) => join(folder, name)),
    join(BUN_INSTALL, "bin", name),
  ];
}

/** Earlier ones take no folders in. */
function isRecent(bun: string): boolean {
  const { stdout } = spawnSync(bun, ["--version"], { encoding: "utf8" });
  const [major = 0, minor = 0] = (stdout ?? "").split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 4);
}
