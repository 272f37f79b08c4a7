// The files that a compiled executable holds.

/** The URL of the folder inside this executable that Bun has compiled, `file:///$bunfs/root/`; undefined: it is none. */
export function insideExecutable(): string | undefined {
  return /^file:\/\/\/(?:\$bunfs|B:\/~BUN)\/root\//.exec(import.meta.url ?? "")?.[0];
}

/** The same for an executable that is compiled for a system: `windows-x64`. */
export function insideExecutableFor(system: string): string {
  return system.startsWith("windows") ? "file:///B:/~BUN/root/" : "file:///$bunfs/root/";
}
