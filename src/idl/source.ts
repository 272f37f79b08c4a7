// A file's text, and the way from an offset in it to the line and column that people read.
import type { Diagnostic } from "./errors.ts";

export interface Source {
  /** The name that messages show. */
  readonly file: string;
  readonly text: string;
  /** The offset where each line starts; found when the first message needs it. */
  lineStarts?: readonly number[];
}

/** A part of a source's text, in UTF-16 offsets; the end is excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes a message about a span of the source; the mark covers no more than the span's first line. */
export function diagnose(source: Source, span: Span, message: string): Diagnostic {
  const index = lineIndex(source, span.start);
  const lineStart = lineStarts(source)[index]!;
  const newline = source.text.indexOf("\n", lineStart);
  const lineEnd = newline < 0 ? source.text.length : newline;
  const sourceLine = source.text.slice(lineStart, lineEnd).replace(/\r$/, "");
  return {
    file: source.file,
    line: index + 1,
    column: countCharacters(source.text, lineStart, span.start) + 1,
    message,
    sourceLine,
    length: Math.max(1, countCharacters(source.text, span.start, Math.min(span.end, lineEnd))),
  };
}

/** The line, from 1, that an offset is on. */
export function lineOf(source: Source, offset: number): number {
  return lineIndex(source, offset) + 1;
}

function lineIndex(source: Source, offset: number): number {
  const starts = lineStarts(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lineStarts(source: Source): readonly number[] {
  if (source.lineStarts !== undefined) return source.lineStarts;
  const starts = [0];
  for (let at = source.text.indexOf("\n"); at >= 0; at = source.text.indexOf("\n", at + 1))
    starts.push(at + 1);
  source.lineStarts = starts;
  return starts;
}

/** Code points, so that a column counts what people see and not UTF-16 halves. */
function countCharacters(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    const isSecondHalf = unit >= 0xdc00 && unit <= 0xdfff && at > from;
    if (!isSecondHalf) count++;
  }
  return count;
}
