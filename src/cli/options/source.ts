// The places where options are given, and how each of them spells an option.
import { type Named, OptionsError, onCommandLine } from "../../options/error.ts";
import { Mistake } from "../mistakes.ts";

/** The command line, the environment, or a file. */
export interface Source {
  /** An option as it is given there: `THRIFTSERVE_PORT=0`. */
  readonly named: Named;
  /** The addition to that in a message about another source: ` in thriftserve.toml`. */
  readonly place?: string;
  /** The beginning of messages: `thriftserve.toml:3: port`. */
  subject(option: string): string;
  /** The origin of a value, for `--show-config`: `environment THRIFTSERVE_PORT`. */
  origin(option: string): string;
}

/** The options that a source gives. */
export interface Given {
  readonly source: Source;
  /** Checked one by one. */
  readonly values: Readonly<Record<string, unknown>>;
}

export const commandLine: Source = {
  named: onCommandLine,
  subject: (option) => onCommandLine(option),
  origin: () => "command line",
};

/** A service manager that has opened the socket. */
export const serviceManager: Source = {
  ...commandLine,
  origin: () => "environment LISTEN_FDS",
};

/** The command line that an executable was built with. */
export const builder: Source = {
  ...commandLine,
  place: ", as it was built",
  origin: () => "built in",
};

/** An option as a file has it, and `--show-config`: `max-frame-size`. */
export function keyOf(option: string): string {
  return onCommandLine(option).slice(2);
}

/** @returns what `work` does. @throws {Mistake} with the words of the source in place of an OptionsError. */
export function toldBy<Result>(source: Source, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw new Mistake(error.told(source.named, source.subject(error.option)));
  }
}
