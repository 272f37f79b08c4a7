// Reads .thrift files and all that they include, each file once, into programs: a file's tree, the names it
// defines and the programs it may name. Files are identified by their real paths.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { displayPath, unreadableBecause } from "../words/paths.ts";
import { assembled, type FoundInclude, programName } from "./assembled.ts";
import type { Program } from "./link/program.ts";
import type { Messages } from "./messages.ts";
import type { Document, IncludeNode } from "./parse/document.ts";
import { parse } from "./parse/parse.ts";
import { lineOf } from "./source.ts";

/** Files on their way to becoming programs. What one file's reading has found is of use to the next. */
export interface Reading {
  readonly include: readonly string[];
  readonly messages: Messages;
  readonly onFile: ((path: string) => void) | undefined;
  /** By real path; `undefined` while the file's own includes are being read. */
  readonly done: Map<string, Program | undefined>;
  /** {@link Program.key} of every file whose reading has begun. */
  readonly keys: Set<string>;
  /** The folder of the file that was read first. */
  base: string | undefined;
  /** The files that include the one being read, outermost first. */
  readonly stack: { readonly path: string; readonly shown: string }[];
}

/** @param onFile is told of every path where a file is looked for, before anything is read of it. */
export function newReading(
  include: readonly string[],
  messages: Messages,
  onFile?: (path: string) => void,
): Reading {
  return { include, messages, onFile, done: new Map(), keys: new Set(), base: undefined, stack: [] };
}

/** Reads a file and its includes; what cannot be found or read is reported. @returns undefined if the file itself cannot. */
export function readProgram(reading: Reading, file: string): Program | undefined {
  const found = realPath(reading, file);
  const known = "path" in found ? reading.done.get(found.path) : undefined;
  if (known !== undefined) return known;
  const content = "path" in found ? readContent(found.path) : found;
  if ("text" in content) return programOf(reading, file, content);
  reading.messages.fileError(displayPath(file), `cannot read the file: ${content.reason}`);
  return undefined;
}

/**
 * Reads the text of a program, and its includes.
 *
 * @param file the one that the text stands in: its name is the program's, and includes are looked for in its folder.
 * @param shown how messages name it.
 */
export function readProgramText(reading: Reading, file: string, text: string, shown: string): Program {
  // No file's path: one that includes the text's own file does not mean the text.
  return programOf(reading, file, { path: `${file}\0${text}`, text }, shown);
}

function programOf(
  reading: Reading,
  file: string,
  { path, text }: Content,
  shown: string = displayPath(file),
): Program {
  const name = programName(basename(file));
  const key = newKey(reading, file, name);
  const document = parse(text, shown);
  reading.messages.add(document);
  reading.done.set(path, undefined);
  reading.stack.push({ path, shown });
  const program = assembled(document, { name, key }, reading.messages, (node) =>
    readInclude(reading, document, file, node),
  );
  reading.stack.pop();
  reading.done.set(path, program);
  return program;
}

/** The name itself, or with the folder before it if another file has that key. The order of reading decides, nothing else. */
function newKey(reading: Reading, file: string, name: string): string {
  const folder = dirname(resolve(file));
  reading.base ??= folder;
  let key = name;
  if (reading.keys.has(key)) {
    const longer = `${relative(reading.base, folder).replaceAll(sep, "/") || "."}/${name}`;
    key = longer;
    // Two of one folder: their extensions differ.
    for (let number = 2; reading.keys.has(key); number++) key = `${longer}~${number}`;
  }
  reading.keys.add(key);
  return key;
}

function readInclude(reading: Reading, document: Document, from: string, node: IncludeNode): FoundInclude {
  const { messages } = reading;
  const candidates = isAbsolute(node.path)
    ? [node.path]
    : [dirname(from), ...reading.include].map((directory) => join(directory, node.path));
  for (const file of candidates) {
    const found = realPath(reading, file);
    if ("reason" in found && found.missing) continue;
    if ("path" in found && reading.done.has(found.path)) {
      const known = reading.done.get(found.path);
      if (known !== undefined) return known;
      messages.error(
        document.source,
        node,
        `include cycle: ${cycle(reading, found.path, displayPath(file))}`,
      );
      return undefined;
    }
    const content = "path" in found ? readContent(found.path) : found;
    if ("text" in content) return programOf(reading, file, content);
    messages.error(document.source, node, `cannot read ${displayPath(file)}: ${content.reason}`);
    return undefined;
  }
  // No more than a warning, as for Apache's compiler: published IDL includes files that were not published with it.
  const places = candidates.map(displayPath).join(", ");
  messages.warn(document.source, node, `cannot find ${node.path}; looked for ${places}`);
  return { line: lineOf(document.source, node.start), path: node.path, places };
}

function cycle({ stack }: Reading, path: string, shown: string): string {
  const from = stack.findIndex((file) => file.path === path);
  return [...stack.slice(from).map((file) => file.shown), shown].join(" -> ");
}

interface Content {
  /** The real one. */
  readonly path: string;
  readonly text: string;
}

interface Unreadable {
  readonly missing: boolean;
  readonly reason: string;
}

function realPath({ onFile }: Reading, file: string): { readonly path: string } | Unreadable {
  onFile?.(file);
  try {
    return { path: realpathSync.native(file) };
  } catch (error) {
    // Inside of an executable there are no links, and what follows them finds nothing.
    if (existsSync(resolve(file))) return { path: resolve(file) };
    return unreadable(error);
  }
}

function readContent(path: string): Content | Unreadable {
  try {
    return { path, text: readFileSync(path, "utf8") };
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): Unreadable {
  const { code } = error as NodeJS.ErrnoException;
  return { missing: code === "ENOENT" || code === "ENOTDIR", reason: unreadableBecause(error) };
}
