// The file of a Unix socket that another program may go on to listen on: closing a listener removes the file by the name that it
// was listened on with, and no option keeps it.
import { closeSync, openSync } from "node:fs";
import { basename, dirname } from "node:path";

/** A name of a file. */
export interface FileName {
  readonly name: string;
  /** The name means nothing from now on; the file stays. */
  forget(): void;
}

/**
 * Names a file by the descriptor of its folder, for as long as that is open.
 * @returns undefined where that cannot be: elsewhere than on Linux, for an abstract name, for a folder that cannot be read.
 */
export function nameByFolder(path: string): FileName | undefined {
  if (process.platform !== "linux" || path.startsWith("\0")) return undefined;
  try {
    const folder = openSync(dirname(path), "r");
    return { name: `/proc/self/fd/${folder}/${basename(path)}`, forget: () => closeSync(folder) };
  } catch {
    return undefined;
  }
}
