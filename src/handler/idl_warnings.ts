// Warnings for the IDL's author, as lines for the log.
import type { Diagnostic } from "../idl/errors.ts";

/** More warnings than this are counted, not told one by one: published IDL may have hundreds. */
const toldAtMost = 20;

/** Gathers the warnings of the files of one handler. */
export class IdlWarnings {
  readonly #lines: string[] = [];
  #more = 0;

  readonly add = ({ file, line, column, message }: Diagnostic): void => {
    if (this.#lines.length < toldAtMost) this.#lines.push(`${file}:${line}:${column}: ${message}`);
    else this.#more++;
  };

  /** A line each: `calculator.thrift:3:24: optional is ignored for an argument`. */
  get lines(): readonly string[] {
    if (this.#more === 0) return this.#lines;
    const more = this.#more === 1 ? "one more warning" : `${this.#more} more warnings`;
    return [...this.#lines, `and ${more} about the IDL`];
  }
}
