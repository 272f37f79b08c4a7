// Reads out of what a runtime threw where a module, or one that it imports, is wrong.

import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { isInstance, stackOf, textOf } from "../../words/thrown.ts";
import type { Fault } from "./fault.ts";
import { sourceFiles, sourceLine } from "./sources.ts";

/** @returns none when it was code of the module that threw. */
export async function faultsOf(error: unknown, url: string): Promise<readonly Fault[]> {
  const bun = bunsFaults(error);
  if (bun.length > 0) return bun;
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  const message = stripVTControlCharacters(textOf(error).slice(0, longestMessage));
  const fault =
    atItsEnd(message) ??
    aboveItsStack(stripVTControlCharacters(stackOf(error)), message) ??
    importedFrom(message);
  if (fault !== undefined) return [{ ...fault, code }];
  if (/^ERR_(UNKNOWN_FILE_EXTENSION|UNSUPPORTED_ESM_URL_SCHEME|IMPORT_ATTRIBUTE_MISSING)$/.test(code)) {
    return [{ path: pathOf(url), message, imports: true, target: targetOf(message), code }];
  }
  const sought = withoutPlace
    .map((pattern) => pattern.exec(message)?.[1])
    .find((found) => found !== undefined);
  if (sought !== undefined) {
    return [{ path: pathOf(url), message, imports: true, target: pathOf(sought), code }];
  }
  if (!isInstance(error, SyntaxError)) return [];
  if (/JSON/.test(message)) return jsonFaults(url);
  if ("bun" in process.versions || "deno" in process.versions) return [];
  return await (await import("./node_syntax.ts")).syntaxFaults(message, url);
}

/** A runtime's own messages are far shorter; what a module throws may be of any length. */
const longestMessage = 20_000;

/** Messages that tell what was looked for and not by whom. */
const withoutPlace = [
  /^Export named '.*' not found in module '(.*)'/,
  /^export '.*' not found in '(.*)'/,
  /^No such built-in module: (\S+)$/,
  /^ENOENT reading "(\w+:.*)"/,
  /^Module not found "(file:[^"]+)"/,
];

/** No runtime says where in which file JSON is wrong. */
function jsonFaults(url: string): Fault[] {
  for (const { path, text } of sourceFiles(url)) {
    if (!path.endsWith(".json")) continue;
    try {
      JSON.parse(text);
    } catch (error) {
      return [{ path, message: textOf(error).split("\n")[0]! }];
    }
  }
  return [];
}

/** Bun's BuildMessage knows its position, and an AggregateError has several. */
function bunsFaults(error: unknown): Fault[] {
  if (typeof error !== "object" || error === null) return [];
  const { position, errors, message } = error as BuildMessage;
  if (Array.isArray(errors)) return errors.flatMap(bunsFaults);
  if (typeof position?.file !== "string" || position.line < 1) return [];
  const { file, line, column, lineText, length } = position;
  const marked = Buffer.from(lineText.slice(column - 1))
    .subarray(0, length)
    .toString();
  return [
    {
      path: file,
      line,
      column: [...lineText.slice(0, column - 1)].length + 1,
      message: String(message),
      sourceLine: lineText,
      length: [...marked].length,
    },
  ];
}

interface BuildMessage {
  readonly message?: unknown;
  readonly errors?: unknown;
  readonly position?: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly lineText: string;
    readonly length: number;
  } | null;
}

/** Deno's messages end with the place, and those who import it behind it. */
function atItsEnd(message: string): Fault | undefined {
  const found = /^([\s\S]+?)\s+at (file:\/\/\S+):(\d+):(\d+)(?:\s+at file:\/\/\S+)*$/.exec(message);
  if (!found) return undefined;
  const [, text = "", file = "", line, column] = found;
  const [said = ""] = text.replace(/^SyntaxError: /, "").split(/\n|\. Supported schemes:/);
  const place = { path: fileURLToPath(file), line: Number(line), column: Number(column) };
  return { ...place, message: said, imports: !text.includes("\n  |"), target: targetOf(said) };
}

/** Node writes the file and the line above an error's stack, and a mark below what is wrong. */
function aboveItsStack(stack: string, message: string): Fault | undefined {
  const found = /^((?:file:\/\/)?\/.*):(\d+)\n([\s\S]*?)\n\s*(?:\w*Error\b)/.exec(stack);
  if (!found) return undefined;
  const [, file = "", line, quoted = ""] = found;
  const lines = quoted.split("\n");
  const mark = lines.findIndex((text) => /^\s*\^+\s*$/.test(text));
  const place = { path: pathOf(file), line: Number(line), message, target: targetOf(message) };
  if (mark < 1) return place;
  const [marks = ""] = /\^+/.exec(lines[mark]!) ?? [];
  const real = sourceLine(place.path, place.line) ?? lines[mark - 1]!;
  const column = columnAt(lines[mark]!.indexOf("^"), real, lines[mark - 1]!);
  return { ...place, column, length: marks.length, sourceLine: real };
}

/** The column, in the line itself, of a place in its quotation, where tabs have been turned into spaces. */
function columnAt(place: number, line: string, quoted: string): number {
  const tabWidth = line === quoted ? 1 : 4;
  let column = 1;
  let at = 0;
  for (const character of line) {
    if (at >= place) break;
    at += character === "\t" ? tabWidth : character.length;
    column++;
  }
  return column;
}

/** Bun and Node name the file that imports, and not the line. */
function importedFrom(message: string): Fault | undefined {
  const found =
    /^([\s\S]+?) imported from (\S.*)$/.exec(message) ??
    /^(Cannot find module .*)\s+Require stack:\s+- (\S.*)/.exec(message);
  if (!found) return undefined;
  const [, text = "", path = ""] = found;
  return { path, message: text, imports: true, target: targetOf(text) };
}

/** The first thing in quotes: what could not be imported. */
function targetOf(message: string): string | undefined {
  const scheme = /Received protocol '(.+?)'/.exec(message)?.[1];
  const found = scheme ?? /["'](?<quoted>[^"']+)["'](?! for )/.exec(message)?.[1];
  const file = / for (\/.*)$/.exec(message)?.[1];
  return file ?? (found?.startsWith("file:") ? pathOf(found) : found);
}

function pathOf(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}
