// The part of an error that a client may see. The log keeps everything; a client is a stranger, to whom a stack says
// which code runs here, and a path where it lies.
import { isError, isInstance, textOf } from "../words/thrown.ts";

/** The most characters of a message that a client is sent. */
export const longestClientMessage = 1000;

/**
 * The message of something that was thrown, as a client may see it: its first line, at most {@link
 * longestClientMessage} characters, without control characters, and with `<path>` for what names a file of this
 * machine. That is
 *
 * - the path of a system error (`open '/srv/x'`), whatever it looks like;
 * - a `file:` URL, and any other URL without a host, as `sqlite:///srv/x`;
 * - an absolute path below a directory at the root of this machine's file system, or of a usual one: `/usr/lib/x`, but
 *   not `/users/42`;
 * - a Windows path with a drive or a server: `C:\x`, `\\server\x`.
 *
 * A path ends at white space, or where the quotes end that it begins in. A URL with a host stays as it is.
 *
 * Of an error that the engine has made, and that was not thrown on purpose, the result is the kind only: the message
 * quotes the source. It never throws, whatever `thrown` is.
 *
 * @param place what failed, `Calculator.add`.
 */
export function clientMessage(thrown: unknown, place = "the handler"): string {
  const kind = kindOfMistake(thrown);
  if (kind !== undefined) return `${kind} in ${place}`;
  let text = withoutPathsOf(thrown, firstLine(textOf(thrown)));
  text = text.replace(quotedSource, "").replace(paths(), (found) => replacement(found));
  return shorten(text.replace(/\p{Cc}+/gu, " "), longestClientMessage);
}

/** The kind of an error that says which mistake the engine has found in the handler's source. */
function kindOfMistake(thrown: unknown): string | undefined {
  for (const type of [ReferenceError, SyntaxError, EvalError, URIError, TypeError, RangeError]) {
    if (!isExactly(thrown, type)) continue;
    // These two are thrown on purpose as well, with words that are meant for others.
    const mayBeMeant = type === TypeError || type === RangeError;
    return !mayBeMeant || wordsOfEngine.test(firstLine(textOf(thrown))) ? type.name : undefined;
  }
  // V8 quotes what could not be cloned, the source of a function.
  return isInstance(thrown, DOMException) && thrown.code === DOMException.DATA_CLONE_ERR
    ? "DataCloneError"
    : undefined;
}

/** Classes of a handler's own, made from one of the engine's, are thrown on purpose. */
function isExactly(thrown: unknown, type: ErrorConstructor): boolean {
  try {
    const prototype = Object.getPrototypeOf(thrown) as { readonly constructor?: { readonly name?: unknown } };
    if (thrown instanceof Error) return prototype === type.prototype;
    return isError(thrown) && prototype.constructor?.name === type.name;
  } catch {
    return false;
  }
}

/** The source that JavaScriptCore puts behind a message: `(evaluating 'a.b')`, `(In 'a()', 'a' is 5)`. */
const quotedSource = / ?\((?:evaluating|near|In) '.*/s;

/** The first or last words of JavaScriptCore and V8 about an operation on the wrong kind of value. */
const wordsOfEngine = new RegExp(
  [
    quotedSource.source,
    /\b(?:is|are) not (?:an? )?(?:function|constructor|object|(?:async )?iterable|defined|extensible|callable|symbol)\b/
      .source,
    /^Cannot (?:(?:read|set|write|add|delete|define|redefine|create) (?:propert|private|proxy)|(?:access|use|perform) '|assign to|convert (?:an? |undefined|null|object)|call a class|mix BigInt|destructure|freeze|prevent|inherit)/
      .source,
    /^(?:Class (?:constructor|extends)|Assignment to|Attempted to|Reduce of|Method |Function\.|Super |Private |Right[- ]hand|Derived |Converting circular|Do not know how|Iterator |Invalid (?:mix|attempt|left)|Generator |Object prototype|Receiver |Target |First argument |Spread |'\S+' (?:returned|on proxy)|undefined is|null is|object null|Proxy |The value |Type error)/
      .source,
  ].join("|"),
  "is",
);

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
  let without = text;
  for (const property of ["path", "dest"]) {
    const known = ownText(thrown, property);
    // With its quotes: a file may be called `a`.
    if (known !== undefined) without = without.replaceAll(`'${known}'`, `'${placeholder}'`);
  }
  return without;
}

function ownText(thrown: unknown, property: string): string | undefined {
  try {
    const value =
      thrown instanceof Error ? (thrown as unknown as Record<string, unknown>)[property] : undefined;
    return typeof value === "string" && value.length <= 4 * longestClientMessage ? value : undefined;
  } catch {
    return undefined;
  }
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
