// The command line and the folder that this program was started with, looked at when it starts: a handler may change both,
// and by the time that it is started anew its file may be another's.
import { readFileSync, type Stats, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/** What starts this program once more. */
export interface Origin {
  /** The program's file and its arguments. */
  readonly command: readonly string[];
  readonly folder: string;
}

/** @returns undefined where the system does not tell: elsewhere than on Linux. */
export function originOfThis(): Origin | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const [name = "", ...args] = readFileSync("/proc/self/cmdline", "utf8").split("\0").slice(0, -1);
    return { command: [programFile(name), ...args], folder: folderAsNamed() };
  } catch {
    return undefined; // no /proc, or a runtime that may not read there
  }
}

/** The file by the name that was typed: a link may lead to a newer version by then. */
function programFile(name: string): string {
  const folders = name.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  const own = statSync("/proc/self/exe");
  for (const folder of folders) {
    const file = resolve(join(folder, name));
    if (isSame(statSync(file, { throwIfNoEntry: false }), own)) return file;
  }
  return process.execPath;
}

/** The working directory by the name that the shell has for it: a link there, too, may lead elsewhere by then. */
function folderAsNamed(): string {
  const folder = process.cwd();
  const { PWD } = process.env;
  if (PWD === undefined || !PWD.startsWith("/")) return folder;
  return isSame(statSync(PWD, { throwIfNoEntry: false }), statSync(folder)) ? PWD : folder;
}

function isSame(one: Stats | undefined, other: Stats): boolean {
  return one !== undefined && one.ino === other.ino && one.dev === other.dev;
}
