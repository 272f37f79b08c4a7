// Names files in messages, and says why one cannot be read.
import { isAbsolute, relative, resolve, sep } from "node:path";

/** A path as a user would write it: relative to the working directory when inside it, else as it was given. */
export function displayPath(path: string): string {
  const fromHere = relative("", resolve(path));
  const isOutside = fromHere === ".." || fromHere.startsWith(`..${sep}`) || isAbsolute(fromHere);
  return isOutside ? path : fromHere || ".";
}

/** The reason for which a file could not be read, in words that fit behind a colon. */
export function unreadableBecause(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a directory",
  EACCES: "this user may not read it",
};
