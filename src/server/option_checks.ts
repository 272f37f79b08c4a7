// What is said of an option whose value cannot be, and the checks that most options need.
import type { ServeOptions } from "./options.ts";

/** Thrown when an option has a value that cannot be, or one that its model has no use for. */
export class OptionsError extends RangeError {
  override readonly name = "OptionsError";
  /** The option, as {@link ServeOptions} calls it. */
  readonly option: keyof ServeOptions;
  readonly #detail: string;

  constructor(option: keyof ServeOptions, detail: string) {
    super(`${option} ${detail}`);
    this.option = option;
    this.#detail = detail;
  }

  /** The message with the option as the command line calls it. */
  asOption(): string {
    return `--${this.option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${this.#detail}`;
  }
}

/** The value, or the default. @throws {OptionsError} unless it is a whole number in the range. */
export function whole(
  option: keyof ServeOptions,
  value: number | undefined,
  standard: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (value === undefined) return standard;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new OptionsError(option, `is ${value}; expected a whole number ${range}`);
}

/** The value, or the default. @throws {OptionsError} unless it is a number of seconds. */
export function seconds(option: keyof ServeOptions, value: number | undefined, standard: number): number {
  if (value === undefined) return standard;
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new OptionsError(option, `is ${value}; expected a number of seconds`);
}
