// Gathers errors and warnings about the files being loaded.

import type { Diagnostic, Problem } from "./errors.ts";
import type { Document } from "./parse/document.ts";
import { diagnose, type Source, type Span } from "./source.ts";

/** The errors and warnings of one load. */
export class Messages {
  readonly errors: Problem[] = [];
  readonly warnings: Diagnostic[] = [];

  error(source: Source, span: Span, message: string, foreign?: string): void {
    this.errors.push({ ...diagnose(source, span, message), ...(foreign !== undefined && { foreign }) });
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

/** Says what Facebook's dialect is, in the first message of each file that is about it. */
export function explained(problems: readonly Problem[]): Diagnostic[] {
  const explainedFiles = new Set<string>();
  return problems.map(({ foreign, ...diagnostic }) => {
    if (foreign === undefined || explainedFiles.has(diagnostic.file)) return diagnostic;
    explainedFiles.add(diagnostic.file);
    const { message } = diagnostic;
    return {
      ...diagnostic,
      message: `${message}; ${foreign} is fbthrift's own; Apache Thrift does not have it`,
    };
  });
}

/** Orders messages by file, in the order given, then by place. */
export function inFileOrder<Message extends Diagnostic>(
  diagnostics: readonly Message[],
  files: readonly string[],
): Message[] {
  const rank = new Map(files.map((file, index) => [file, index]));
  const rankOf = ({ file }: Diagnostic) => rank.get(file) ?? -1;
  return diagnostics.toSorted((a, b) => rankOf(a) - rankOf(b) || a.line - b.line || a.column - b.column);
}
