// A command beside `serve`, and its command line as it was read.
import type { Owner } from "../../options/check.ts";
import type { Face } from "../parser.ts";

/** A command, as it is run. */
export interface Command extends Omit<Face, "name"> {
  /** Of its operands, the number that has to be given; default: all. */
  readonly required?: number;
  /** Whether more operands than are named may follow. */
  readonly more?: boolean;
  /** Whether an operand may be empty. */
  readonly mayBeEmpty?: true;
  /** What operands are that are no files, for completion: their values as far as they are known. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** Whether it may import a handler: what that has begun is nothing to wait for, the program ends with the command. */
  readonly importsHandler?: true;
  /** Options of other programs, and what to say of them. */
  readonly hints?: Owner["hints"];
  /**
   * Does it. @returns the exit status.
   * @throws {Mistake} (an `OptionsError` as well) for what the user can mend: it is told, and the status is 2.
   */
  run(invocation: Invocation): Promise<number>;
}

/** A command line that was read. */
export interface Invocation {
  readonly operands: readonly string[];
  /** The values of the options that were given, by their rows' names, each as its row's kind accepts it. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The command line behind the command's name, as it was given. */
  readonly args: readonly string[];
  /** The table of the commands. */
  readonly commands: Readonly<Record<string, CommandEntry>>;
}

/** A row of the table. */
export interface CommandEntry {
  /** Its purpose, in a line that begins with a verb in small letters. */
  readonly summary: string;
  load(): Promise<Command>;
}
