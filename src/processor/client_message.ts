// What a client may see of an error. The log keeps everything; a client is a stranger, to whom a stack says
// which code runs here, and a path where it lies.

/** The most characters of a message that a client is sent. */
export const longestClientMessage = 1000;

/**
 * The message of something that was thrown, as a client may see it: its first line, at most
 * {@link longestClientMessage} characters, without control characters, and with `<path>` for what names a file of
 * this machine. That is
 *
 * - the path of a system error (`open '/srv/x'`), whatever it looks like;
 * - a `file:` URL, and any other URL without a host, as `sqlite:///srv/x`;
 * - an absolute path below a directory at the root of this machine's file system, or of a usual one: `/usr/lib/x`,
 *   but not `/users/42`;
 * - a Windows path with a drive or a server: `C:\x`, `\\server\x`.
 *
 * A path ends at white space, or where the quotes end that it begins in. A URL with a host stays as it is.
 */
export function clientMessage(thrown: unknown): string {
  let text = withoutPathsOf(thrown, firstLine(textOf(thrown)));
  text = text.replace(paths(), (found) => replacement(found));
  return shorten(text.replace(/\p{Cc}+/gu, " "), longestClientMessage);
}

/** The message of an error, or what else was thrown as text. It never throws, whatever that is. */
export function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : String(thrown);
  } catch {
    return "an object that cannot be shown as text";
  }
}

/** Everything there is to know, for the log. */
export function stackOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.stack ?? thrown) : String(thrown);
  } catch {
    return textOf(thrown);
  }
}

/** Cut before anything is looked for in it: a message may be as long as memory allows. */
function firstLine(text: string): string {
  const [line] = text
    .slice(0, 4 * longestClientMessage)
    .trimStart()
    .split(/[\r\n\u2028\u2029]/, 1);
  return line!.trimEnd();
}

/** Node's system errors say which path they are about, which may hold spaces and quotes. */
function withoutPathsOf(thrown: unknown, text: string): string {
  if (!(thrown instanceof Error)) return text;
  const { path, dest } = thrown as { readonly path?: unknown; readonly dest?: unknown };
  let without = text;
  for (const known of [path, dest]) {
    // With its quotes: a file may be called `a`.
    if (typeof known === "string") without = without.replaceAll(`'${known}'`, `'${placeholder}'`);
  }
  return without;
}

const placeholder = "<path>";

function replacement(found: string): string {
  const quote = /^['"`]/.exec(found)?.[0];
  if (quote !== undefined) return quote + placeholder + quote;
  if (/^[a-z][a-z0-9+.-]+:\/\/(?!\/)/i.test(found) && !/^file:/i.test(found)) return found;
  return placeholder + /[.,;:!?)\]}>]*$/.exec(found)![0];
}

let compiled: RegExp | undefined;

/** Compiled with the first error. URLs are matched too, so that no path is seen inside of them. */
function paths(): RegExp {
  if (compiled !== undefined) return compiled;
  const roots = [...new Set([...usualRoots, ...rootDirectories()])].map(literally).join("|");
  const absolute = `/+(?:${roots})/`;
  const drive = String.raw`[A-Za-z]:[\\/]`;
  const share = String.raw`\\\\[^\s\\'"]+\\`;
  compiled = new RegExp(
    [
      // In quotes, where it may hold spaces. The quote before it is no apostrophe.
      String.raw`(?<![\p{L}\p{N}])(?<quote>['"${"`"}])(?:file:/|${absolute}|${drive}|${share})(?:(?!\k<quote>).)*\k<quote>`,
      String.raw`(?<![\p{L}\p{N}+.-])(?:[A-Za-z][A-Za-z0-9+.-]+://|file:/)[^\s'"${"`"}<>]*`,
      String.raw`(?<![\p{L}\p{N}_.~/\\-])(?:${absolute}|${drive}|${share})[^\s'"${"`"}<>]*`,
    ].join("|"),
    "gu",
  );
  return compiled;
}

/** Those of Linux and macOS. */
const usualRoots = [
  "bin",
  "boot",
  "dev",
  "etc",
  "home",
  "lib",
  "lib64",
  "mnt",
  "opt",
  "private",
  "proc",
].concat(["root", "run", "sbin", "srv", "sys", "tmp", "usr", "var", "Users"]);

function rootDirectories(): string[] {
  try {
    // Not imported: it would take every forked process a tenth of its start, and few meet an error.
    const { readdirSync } = process.getBuiltinModule("node:fs");
    const entries = readdirSync("/", { withFileTypes: true });
    return entries.filter((entry) => !entry.isFile()).map((entry) => entry.name);
  } catch {
    return []; // not allowed to look
  }
}

function literally(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Cuts between characters, not between the halves of one. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
