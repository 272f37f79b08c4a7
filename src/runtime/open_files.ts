// Counts the file descriptors that this process may have, and has: proc(5). Elsewhere than on Linux they are not known.
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";

/** The most that this process may have open: `ulimit -n`, as the runtime may have raised it. */
export function openFilesLimit(): number | undefined {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? undefined : Number(soft); // or unlimited
  } catch {
    return undefined;
  }
}

/** The number that it has open; a guess where the system does not say. */
export function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length - 1; // one is that of the directory itself
  } catch {
    return 32;
  }
}

/**
 * Whether so many more can be opened. Bun ends the whole program when a thread finds none, and Deno when a process
 * does: better asked before.
 */
export function hasFreeDescriptors(count: number): boolean {
  const opened: number[] = [];
  try {
    for (let i = 0; i < count; i++) opened.push(openSync("/dev/null", "r"));
    return true;
  } catch (error) {
    return !["EMFILE", "ENFILE"].includes((error as NodeJS.ErrnoException).code ?? "");
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

/** Descriptors that are left for what comes and goes: files that are read, processes being started, the handler's own. */
export function reserveOf(limit: number): number {
  return Math.min(64, Math.max(16, Math.floor(limit / 32)));
}
