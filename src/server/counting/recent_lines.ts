// The last lines of a server's log, those of its workers among them, for who looks at it.
import type { ToldLine } from "../../log/told_lines.ts";

/** A line with its number: later ones have higher ones. */
export interface NumberedLine extends ToldLine {
  readonly number: number;
}

/** Keeps the last lines. */
export class RecentLines {
  readonly #lines: NumberedLine[] = [];
  #last = 0;

  /** Adds one; of many the oldest goes. */
  add(line: ToldLine): void {
    this.#lines.push({ ...line, number: ++this.#last });
    if (this.#lines.length > kept) this.#lines.shift();
  }

  /** Those with a higher number than one that was seen, the oldest first. */
  after(number: number): readonly NumberedLine[] {
    return this.#lines.filter((line) => line.number > number);
  }
}

const kept = 200;
