// Reads a .thrift file and all that it includes, each file once, into programs: a file's tree, the names it
// defines and the programs it may name. Files are identified by their real paths, programs by their names.
import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Document, IncludeNode } from "./document.ts";
import type { Messages } from "./messages.ts";
import { collectNames, type Names } from "./names.ts";
import { parse } from "./parse.ts";

/** One .thrift file among those loaded. */
export interface Program {
  /** The file's name without its extension: what qualifies the names it defines. */
  readonly name: string;
  readonly document: Document;
  readonly names: Names;
  /** What its include statements brought in; undefined under a name whose file could not be used. */
  readonly includes: ReadonlyMap<string, Program | undefined>;
}

/** Files on their way to becoming programs. */
interface Reading {
  readonly include: readonly string[];
  readonly messages: Messages;
  /** By real path; `undefined` while the file's own includes are being read. */
  readonly done: Map<string, Program | undefined>;
  /** By program name, the file that has it. */
  readonly owners: Map<string, { readonly path: string; readonly shown: string }>;
  /** The files that include the one being read, outermost first. */
  readonly stack: { readonly path: string; readonly shown: string }[];
  readonly programs: Program[];
}

/**
 * Reads a file and its includes; what cannot be found or read is reported.
 *
 * @returns the programs, an included one before those that include it: the file's own is the last. Empty if the
 *   file itself cannot be read.
 */
export function readPrograms(file: string, include: readonly string[], messages: Messages): Program[] {
  const reading: Reading = {
    include,
    messages,
    done: new Map(),
    owners: new Map(),
    stack: [],
    programs: [],
  };
  const content = readContent(file);
  if ("text" in content) readProgram(reading, file, content);
  else messages.fileError(showPath(file), `cannot read the file: ${content.reason}`);
  return reading.programs;
}

function readProgram(
  reading: Reading,
  file: string,
  { path, text }: { path: string; text: string },
): Program {
  const shown = showPath(file);
  const name = programName(file);
  const document = parse(text, shown);
  reading.messages.add(document);
  reading.done.set(path, undefined);
  reading.owners.set(name, { path, shown });
  reading.stack.push({ path, shown });
  const includes = new Map<string, Program | undefined>();
  for (const node of document.includes)
    includes.set(programName(node.path), readInclude(reading, document, file, node));
  reading.stack.pop();
  const names = collectNames(document, reading.messages);
  const program: Program = { name, document, names, includes };
  reading.done.set(path, program);
  reading.programs.push(program);
  return program;
}

function readInclude(
  reading: Reading,
  document: Document,
  from: string,
  node: IncludeNode,
): Program | undefined {
  const report = (message: string) => reading.messages.error(document.source, node, message);
  const candidates = isAbsolute(node.path)
    ? [node.path]
    : [dirname(from), ...reading.include].map((directory) => join(directory, node.path));
  for (const file of candidates) {
    const content = readContent(file);
    if ("reason" in content) {
      if (content.missing) continue;
      report(`cannot read ${showPath(file)}: ${content.reason}`);
      return undefined;
    }
    const { path } = content;
    const known = reading.done.get(path);
    if (known !== undefined) return known;
    if (reading.done.has(path)) {
      report(`include cycle: ${cycle(reading, path, showPath(file))}`);
      return undefined;
    }
    const owner = reading.owners.get(programName(file));
    if (owner !== undefined) {
      report(
        `${owner.shown} and ${showPath(file)} would both define ${programName(file)}.Name: expected file names that differ`,
      );
      return undefined;
    }
    return readProgram(reading, file, content);
  }
  report(`cannot find ${node.path}; looked for ${candidates.map(showPath).join(", ")}`);
  return undefined;
}

function cycle({ stack }: Reading, path: string, shown: string): string {
  const from = stack.findIndex((file) => file.path === path);
  return [...stack.slice(from).map((file) => file.shown), shown].join(" -> ");
}

type Content =
  | { readonly path: string; readonly text: string }
  | { readonly missing: boolean; readonly reason: string };

function readContent(file: string): Content {
  try {
    const path = realpathSync.native(file);
    return { path, text: readFileSync(path, "utf8") };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === "ENOENT" || code === "ENOTDIR";
    return { missing, reason: REASONS.get(code ?? "") ?? message };
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "there is no such file"],
  ["EISDIR", "it is a directory"],
  ["EACCES", "permission denied"],
]);

function programName(file: string): string {
  const name = basename(file);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}

/** As the user gave it; relative to the working directory when inside it. */
function showPath(file: string): string {
  const fromHere = relative("", resolve(file));
  const isInside = fromHere !== ".." && !fromHere.startsWith(`..${sep}`) && !isAbsolute(fromHere);
  return isInside && fromHere !== "" ? fromHere : file;
}
