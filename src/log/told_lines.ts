// Lines of the log that are told to somebody besides being written.
import { cut } from "./shown.ts";

/** A line. Plain data. */
export interface ToldLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly level: string;
  readonly message: string;
  /** The worker that it comes from; absent: the server's own process. */
  readonly worker?: number | undefined;
}

/** Has each line told to somebody from now on. @param told undefined: to nobody any more. */
export function tellLines(told: ((line: ToldLine) => void) | undefined): void {
  listener = told;
}

/** Tells a line that was written, cut to 2,000 characters. */
export function tellLine(line: ToldLine): void {
  listener?.({ ...line, message: cut(line.message, longest) });
}

let listener: ((line: ToldLine) => void) | undefined;

const longest = 2000;
