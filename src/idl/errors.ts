// Errors in .thrift files.
import { type Diagnostic, formatDiagnostics } from "../words/diagnostics.ts";

export type { Diagnostic } from "../words/diagnostics.ts";

/** An error on its way into a report. */
export interface Problem extends Diagnostic {
  /** The part of Facebook's dialect that it is about: the first such message in a file says what that is. */
  readonly foreign?: string;
}

/** Thrown for .thrift files that cannot be read, parsed or linked; the message is the whole report. */
export class IdlError extends Error {
  /** Tells it from other errors, across threads and processes too. */
  override readonly name = "IdlError";
  /** Every error found, in all files: an included file's before those of the files that include it. */
  readonly diagnostics: readonly Diagnostic[];

  /** The message is the report of all of them. */
  constructor(diagnostics: readonly Diagnostic[]) {
    super(formatDiagnostics(diagnostics));
    this.diagnostics = diagnostics;
  }
}
