// Reads a command line, of any command, by rows of options.
import { Command, CommanderError, Option } from "commander";
import { readOption } from "../options/check.ts";
import { OptionsError, onCommandLine } from "../options/error.ts";
import { DescriptorsError } from "../server/connections/descriptor_budget.ts";
import type { ServeRow } from "../server/options/rows.ts";
import { helpOf, layOut, type Section } from "./help.ts";
import { Mistake, refuseFlag, UsageError } from "./mistakes.ts";
import type { GatheredOptions } from "./options/gathered.ts";
import { inGroups, placeholderOf } from "./options/rows.ts";
import { print } from "./say.ts";

/** A command, as its help describes it. */
export interface Face {
  /** With the program's own: `thriftserve check`. */
  readonly name: string;
  readonly description: string;
  /** Without the name: `FILE [OLD] [options]`. */
  readonly usage: string;
  /** The arguments that are no options, with their help. */
  readonly operands: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, ServeRow>>;
  /** The text of `--version`; absent: there is no such option. */
  readonly version?: string;
  /** Follow the description in its help. */
  readonly before?: readonly Section[];
  /** Follow the options in its help. */
  readonly after?: () => readonly Section[];
}

/**
 * Reads a command line. Only the options that it names are made: all of them take 3 ms, a tenth of a server's start.
 *
 * @param look reads what is left besides options, and may throw what {@link inWords} puts into words.
 * @returns what `look` does, and the options by their names in the rows.
 * @throws what {@link inWords} puts into words.
 */
export function readCommandLine<Read>(
  face: Face,
  args: readonly string[],
  look: (program: Command) => Read,
): { readonly read: Read; readonly given: Record<string, unknown> } {
  const readBy = (program: Command) => {
    program.parse([...args], { from: "user" });
    return { read: look(program), given: givenTo(program, face.rows) };
  };
  if (!args.some(printsText)) {
    try {
      return readBy(parser({ ...face, rows: namedBy(args, face.rows) }));
    } catch {
      // A mistake: only who knows all options can say what was meant.
    }
  }
  return readBy(parser(face));
}

/** Whether it asks for the help or the version; or may, as letters can stand together. */
function printsText(arg: string): boolean {
  return arg === "--help" || arg === "--version" || /^-[a-zA-Z]*[hV]/.test(arg);
}

/** The rows of the options that arguments name. */
function namedBy(args: readonly string[], rows: Face["rows"]): Face["rows"] {
  const flags = new Set(args.map((arg) => arg.split("=", 1)[0]!));
  const hasLetters = args.some((arg) => /^-[a-zA-Z]/.test(arg));
  const isNamed = ([name, { letter }]: [string, ServeRow]) =>
    flags.has(onCommandLine(name)) || (hasLetters && letter !== undefined);
  return Object.fromEntries(Object.entries(rows).filter(isNamed));
}

/** @returns a parser that throws, instead of ending the program, what {@link inWords} puts into words. */
function parser(face: Face): Command {
  const program = new Command(face.name)
    .description(face.description)
    .usage(face.usage)
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .allowUnknownOption() // said of in mistakes.ts, as surplus arguments are
    .allowExcessArguments()
    .configureOutput({ writeOut: print, writeErr: () => {} });
  for (const [operand, help] of Object.entries(face.operands)) program.argument(`[${operand}]`, help);
  if (face.version !== undefined) program.version(face.version, "-V, --version", "print the version");
  layOut(program, face.before ?? [], face.after ?? (() => []));
  for (const [name, row] of inGroups(face.rows)) {
    program.optionsGroup(`${row.group}:`);
    program.addOption(optionOf(name, row, program));
  }
  return program;
}

/** The options on a command line, by their names in the rows. */
function givenTo(program: Command, rows: Face["rows"]): Record<string, unknown> {
  const given = program.opts();
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(rows)) {
    if (/^no[A-Z]/.test(name)) {
      if (given[name.charAt(2).toLowerCase() + name.slice(3)] === false) values[name] = true;
    } else if (given[name] !== false) values[name] = given[name];
  }
  return values;
}

/**
 * The message of an error.
 * @param command the one whose help is named.
 * @throws what is no mistake of the user's.
 */
export function inWords(
  error: unknown,
  args: readonly string[],
  command: string,
  gathered?: GatheredOptions,
): string {
  if (error instanceof OptionsError) return gathered?.told(error) ?? error.told(onCommandLine);
  if (error instanceof UsageError) return error.told(command);
  if (error instanceof Mistake || error instanceof DescriptorsError) return error.message;
  if (!(error instanceof CommanderError)) throw error;
  const { code, message } = error;
  const lacking = code === "commander.optionMissingArgument"; // the last one: any other is followed by something
  const mistake = lacking ? `${args.at(-1)} lacks its value` : message.replace(/^error: /, "");
  return new UsageError(mistake).told(command);
}

/** Whether it was thrown because the help, or the version, has been printed. */
export function hasPrinted(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function optionOf(name: string, row: ServeRow, program: Command): Option {
  const letter = row.letter === undefined ? "" : `-${row.letter}, `;
  const placeholder = placeholderOf(row);
  const value = placeholder === undefined ? "" : ` <${placeholder}>`;
  const option = new Option(`${letter}${onCommandLine(name)}${value}`, helpOf(name, row));
  if (row.kind.read === undefined) return option;
  return option.argParser((given: string, previous: unknown) => {
    refuseFlag(name, given, program);
    return readOption(name, row.kind, given, previous);
  });
}
