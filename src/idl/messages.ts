// Where errors and warnings about the files being loaded are gathered.
import type { Document } from "./document.ts";
import type { Diagnostic } from "./errors.ts";
import { diagnose, type Source, type Span } from "./source.ts";

/** The errors and warnings of one load. */
export class Messages {
  readonly errors: Diagnostic[] = [];
  readonly warnings: Diagnostic[] = [];

  error(source: Source, span: Span, message: string): void {
    this.errors.push(diagnose(source, span, message));
  }

  warn(source: Source, span: Span, message: string): void {
    this.warnings.push(diagnose(source, span, message));
  }

  /** An error that no line of the file is to blame for. */
  fileError(file: string, message: string): void {
    this.errors.push({ file, line: 0, column: 0, message, sourceLine: "" });
  }

  /** Takes over what the parser had to say. */
  add({ problems, warnings }: Document): void {
    this.errors.push(...problems);
    this.warnings.push(...warnings);
  }
}

/** Orders messages by file, in the order given, then by place. */
export function inFileOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const rank = new Map(files.map((file, index) => [file, index]));
  const rankOf = ({ file }: Diagnostic) => rank.get(file) ?? -1;
  return diagnostics.toSorted((a, b) => rankOf(a) - rankOf(b) || a.line - b.line || a.column - b.column);
}
