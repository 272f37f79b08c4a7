// The error for an option that does not exist, has a value that cannot be, or has no use beside the others.

/** Thrown when an option is none, has a value that cannot be, or has no use beside the others. */
export class OptionsError extends RangeError {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "OptionsError";
  /** The option, as the library calls it: `maxFrameSize`, or `tls.ca`. */
  readonly option: string;
  readonly #detail: Detail;

  /** @internal The message begins with the option. */
  constructor(option: string, detail: Detail) {
    super(`${option} ${worded(detail, inProgram)}`);
    this.option = option;
    this.#detail = detail;
  }

  /**
   * @internal The message for those who have not given the options in a program: `--port is 0`.
   * @param named names the options.
   * @param subject the one that the message begins with.
   */
  told(named: Named, subject: string = named(this.option)): string {
    return `${subject} ${worded(this.#detail, named)}`;
  }
}

/** The fault, in words; a function where these name other options. */
export type Detail = string | ((named: Named) => string);

/** Names an option, with a value perhaps, for those who are told: `--model forking`, or `model: "forking"`. */
export type Named = (option: string, value?: string | number) => string;

/** @returns the words of `detail`. */
export function worded(detail: Detail, named: Named): string {
  return typeof detail === "string" ? detail : detail(named);
}

/** Names an option as the command line does: `--max-frame-size 100`. */
export function onCommandLine(option: string, value?: string | number): string {
  const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return value === undefined ? flag : `${flag} ${value}`;
}

/** Names an option as a program does: `maxFrameSize: 100`. */
export function inProgram(option: string, value?: string | number): string {
  return value === undefined ? option : `${option}: ${JSON.stringify(value)}`;
}
