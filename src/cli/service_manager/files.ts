// Files that tell others of this program: its process id, and the port that it serves on.
import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** A program that waits for the file finds all of the text in it, never an empty file. */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

/**
 * Writes this process's id.
 * @param replaced the process whose place this one takes, and its file.
 * @throws {Error} when the file has that of another process that runs, which may be such a server: neither is to be ended by
 * the other's id, nor to remove the other's file.
 */
export function writePid(path: string, replaced?: number): void {
  const other = pidIn(path);
  if (other !== undefined && other !== process.pid && other !== replaced && runs(other)) {
    throw new Error(`it has the id of process ${other}, which runs; remove it if that is no such server`);
  }
  writeWhole(path, `${process.pid}\n`);
}

function pidIn(path: string): number | undefined {
  try {
    const text = readFileSync(path, "utf8").trim();
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined; // there is none
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // another user's
  }
}
