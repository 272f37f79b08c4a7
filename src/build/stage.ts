// The folder that an executable is made in.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { displayPath } from "../words/paths.ts";
import { BuildError } from "./failure.ts";

/**
 * Makes a folder of the same disk, so that the executable appears at once and whole; it goes with this process. Those
 * beside it go too whose process was killed before it could remove them.
 *
 * @throws {BuildError} when nothing can be written there.
 */
export function stageBeside(outfile: string): string {
  const folder = dirname(resolve(outfile));
  // Another machine, or a container, that shares the folder has processes of its own.
  const ofThisMachine = `.thriftserve-build-${hostname().replace(/[^\w.]/g, "_")}-`;
  try {
    mkdirSync(folder, { recursive: true });
    removeLeft(folder, ofThisMachine);
    const stage = mkdtempSync(join(folder, `${ofThisMachine}${process.pid}-`));
    process.once("exit", () => rmSync(stage, { recursive: true, force: true })); // a signal may come
    return stage;
  } catch (error) {
    throw new BuildError(`cannot write into ${displayPath(folder)}: ${(error as Error).message}`, false);
  }
}

function removeLeft(folder: string, ofThisMachine: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(ofThisMachine)) continue;
    const [, pid] = /^(\d+)-/.exec(name.slice(ofThisMachine.length)) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // somebody else's: it harms nobody
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"; // of another user, it runs
  }
}
