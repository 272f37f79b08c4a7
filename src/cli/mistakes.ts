// Mistakes in a command line that no single option's value is: what they are answered.
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { type Owner, unknownOption } from "../options/check.ts";
import { onCommandLine, worded } from "../options/error.ts";
import { otherOptions } from "../server/options/habits.ts";
import { nearest } from "../words/nearest.ts";

/** Thrown for what the user can mend, in words that say all of it. */
export class Mistake extends Error {
  override readonly name: string = "Mistake";
}

/** Thrown for a command line that cannot be understood. The message ends with where help is. */
export class UsageError extends Mistake {
  override readonly name = "UsageError";
  readonly #mistake: string;

  constructor(mistake: string) {
    super(withHelp(mistake, "thriftserve"));
    this.#mistake = mistake;
  }

  /** The message, where `command` has the help: `thriftserve check`. */
  told(command: string): string {
    return withHelp(this.#mistake, command);
  }
}

function withHelp(mistake: string, command: string): string {
  return mistake + (mistake.endsWith("?") ? ` See ${command} --help` : `; see ${command} --help`);
}

/**
 * @param commands the names of commands, for a guess at what was meant.
 * @returns the one handler that is named.
 * @throws {UsageError} when there is none, several, or an unknown option.
 */
export function onlyHandler(
  program: Command,
  args: readonly string[],
  commands: readonly string[] = [],
): string {
  refuseUnknown(program, args, otherOptions);
  const [handler, ...others] = program.args;
  if (handler === undefined || handler === "")
    throw new UsageError(`no handler is given: thriftserve HANDLER [options]`);
  refuseUnknownCommand(handler, commands);
  if (others.length > 0) throw new UsageError(ofSurplus(program, args));
  return handler;
}

/**
 * @param hints at what other programs call options.
 * @throws {UsageError} when there is an option that is none.
 */
export function refuseUnknown(program: Command, args: readonly string[], hints: Owner["hints"] = {}): void {
  const given = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const unknown = program.args.find((arg) => arg.length > 1 && arg.startsWith("-") && given.includes(arg));
  if (unknown !== undefined) throw new UsageError(ofUnknown(unknown, program, hints));
}

/** A handler is a file. @throws {UsageError} when it is none and has nearly the name of a command. */
function refuseUnknownCommand(handler: string, commands: readonly string[]): void {
  if (!/^[a-z-]+$/i.test(handler) || existsSync(handler)) return;
  const near = nearest(handler, commands);
  if (near === undefined) return;
  throw new UsageError(`there is no command ${handler}, nor such a file; did you mean ${near}?`);
}

/** @throws {UsageError} when what was read as an option's value is the next option. */
export function refuseFlag(option: string, text: string, program: Command): void {
  const [flag] = text.split("=");
  const isFlag = program.options.some((known) => known.long === flag || known.short === flag);
  if (!isFlag && text !== "--help" && text !== "-h") return;
  throw new UsageError(`${onCommandLine(option)} lacks its value: ${flag} follows, an option`);
}

function ofUnknown(given: string, program: Command, hints: Owner["hints"]): string {
  const [flag = ""] = given.split("=");
  const known = program.options.find(({ long }) => long === flag);
  if (known !== undefined) return `${flag} takes no value: it is given or not`;
  const names = [...new Set(program.options.map((option) => option.attributeName()))];
  const words = flag.replace(/^-+/, "");
  // -w4 is -w 4, -b:80 is -b :80.
  const name = /^-[a-zA-Z][^a-zA-Z-]/.test(flag) ? words.slice(0, 1) : words;
  const hint = name === "v" ? () => "did you mean -V, or --version?" : unknownOption(name, names, hints);
  return `there is no option ${flag}${hint === undefined ? "" : `; ${worded(hint, onCommandLine)}`}`;
}

/** More is given than one handler. */
function ofSurplus(program: Command, args: readonly string[]): string {
  const [handler = "", other = ""] = program.args;
  if (subcommands.has(handler)) {
    return `${handler} is no command of thriftserve, which serves what it is given: thriftserve ${other}`;
  }
  for (const argument of program.args) {
    const flag = args[args.indexOf(argument) - 1];
    const before = program.options.find(({ long, short }) => long === flag || short === flag);
    if (before !== undefined && !before.required) return `${flag} takes no value, but ${argument} follows`;
  }
  if (/\.thrift(#\w+)?$/.test(handler)) return `the IDL is named with an option: ${other} --idl ${handler}`;
  for (const [pattern, told] of misplaced) if (pattern.test(other)) return other.replace(pattern, told);
  return `one handler is served, but ${program.args.join(" and ")} are given: a module can list several services, see docs/handlers.md`;
}

/** Arguments that people put behind the handler, and that belong into an option. */
const misplaced: readonly (readonly [RegExp, string])[] = [
  [/^.+\.thrift(#\w+)?$/, "the IDL is named with an option: --idl $&"],
  [/^\d+$/, "the port is named with an option: --port $&"],
  [/^([\w.-]+|\[[\da-f:]+\]):(\d+)$/i, "the address is named with options: --host $1 --port $2"],
];

/** Commands that other programs, and other versions of this one perhaps, take before a file. */
const subcommands: ReadonlySet<string> = new Set(["start", "run", "server", "dev"]);
