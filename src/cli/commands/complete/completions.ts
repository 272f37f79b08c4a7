// Finds what may stand at the end of a command line, from the tables that it is read and its help is made by.

import { onCommandLine } from "../../../options/error.ts";
import type { ServeRow } from "../../../server/options/rows.ts";
import { summaryOf } from "../../help.ts";
import { commandRows, placeholderOf, programRows } from "../../options/rows.ts";
import type { CommandEntry } from "../command.ts";

/** The ways to go on. */
export interface Completions {
  /** Whether files may stand there too. */
  readonly files: boolean;
  readonly candidates: readonly Candidate[];
}

/** A word. */
export interface Candidate {
  readonly value: string;
  /** In a line. */
  readonly help?: string;
}

type Table = Readonly<Record<string, CommandEntry>>;

/**
 * The ways to go on with a command line.
 * @param given its words behind the program's name: the last is completed, and may be empty. Bash gives `--option=value`
 * as three words, and takes the value alone.
 * @param commands the table of them.
 */
export async function completionsOf(given: readonly string[], commands: Table): Promise<Completions> {
  const { words, isCut } = joined(given);
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const { candidates, files } = await allFor(before, current, commands);
  const fitting = candidates.filter(({ value }) => value.startsWith(current));
  const start = isCut ? current.indexOf("=") + 1 : 0;
  return { files, candidates: fitting.map(({ value, help }) => ({ value: value.slice(start), help })) };
}

function joined(given: readonly string[]): { readonly words: readonly string[]; readonly isCut: boolean } {
  const words: string[] = [];
  let isCut = false;
  for (const word of given) {
    const last = words.at(-1) ?? "";
    const follows: boolean = isCut && last.endsWith("=");
    isCut = follows || (word === "=" && last.startsWith("--"));
    if (isCut) words.push(words.pop() + word);
    else words.push(word);
  }
  return { words, isCut };
}

/** All that may stand there, whatever it begins with, as far as that is told by `current`. */
async function allFor(before: readonly string[], current: string, commands: Table): Promise<Completions> {
  const [first] = before;
  const names = [
    ...Object.entries(commands).map(([value, { summary }]) => ({ value, help: summary })),
    serve,
  ];
  if (first === "help") return { files: false, candidates: before.length === 1 ? names : [] };
  const face = await faceOf(first, commands);
  const rest = face.isNamed ? before.slice(1) : before;
  const [, assigned] = /^--([^=]+)=/.exec(current) ?? [];
  if (assigned !== undefined) return valuesOf(rowOf(face.rows, `--${assigned}`), `--${assigned}=`);
  const waiting = rowOf(face.rows, rest.at(-1) ?? "");
  if (waiting !== undefined && placeholderOf(waiting) !== undefined) return valuesOf(waiting, "");
  if (current.startsWith("-")) return { files: false, candidates: optionsOf(face) };
  const operand = operandsIn(rest, face.rows);
  const choices = face.operands[Math.min(operand, face.operands.length - 1)];
  const here = first === undefined ? [...names, { value: "help", help: "tell of a command" }] : [];
  if (choices === undefined) return { files: true, candidates: here };
  return { files: false, candidates: choices.map((value) => ({ value })) };
}

const serve: Candidate = { value: "serve", help: "serve a handler; the word may be left out" };

interface Face {
  /** Whether the first word is its name. */
  readonly isNamed: boolean;
  readonly rows: Readonly<Record<string, ServeRow>>;
  /** The choices of each operand; undefined: files. */
  readonly operands: readonly (readonly string[] | undefined)[];
}

async function faceOf(first: string | undefined, commands: Table): Promise<Face> {
  if (first !== undefined && Object.hasOwn(commands, first)) {
    const { rows, operands, choices = {} } = await commands[first]!.load();
    return { isNamed: true, rows, operands: Object.keys(operands).map((name) => choices[name]) };
  }
  return { isNamed: first === "serve", rows: { ...commandRows, ...programRows }, operands: [undefined] };
}

function optionsOf({ rows, operands }: Face): Candidate[] {
  const serves = operands.length === 1 && Object.hasOwn(rows, "showConfig");
  return [
    ...Object.entries(rows).map(([name, row]) => ({ value: onCommandLine(name), help: firstLine(row) })),
    { value: "--help", help: "print this help" },
    ...(serves ? [{ value: "--version", help: "print the version" }] : []),
  ];
}

function firstLine(row: ServeRow): string {
  return summaryOf(row).replace(/\s+/g, " ");
}

function rowOf(rows: Face["rows"], word: string): ServeRow | undefined {
  const found = Object.entries(rows).find(
    ([name, { letter }]) => onCommandLine(name) === word || `-${letter}` === word,
  );
  return found?.[1];
}

function valuesOf(row: ServeRow | undefined, before: string): Completions {
  const { choices = [], from } = row?.kind ?? {};
  return { files: from !== undefined, candidates: choices.map((value) => ({ value: before + value })) };
}

/** The number of words that are neither options nor their values. */
function operandsIn(words: readonly string[], rows: Face["rows"]): number {
  let count = 0;
  for (const [index, word] of words.entries()) {
    const previous = rowOf(rows, words[index - 1] ?? "");
    const isValue = previous !== undefined && placeholderOf(previous) !== undefined;
    if (!isValue && !word.startsWith("-")) count++;
  }
  return count;
}
