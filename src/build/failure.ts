// Errors of a build, in words.
import { type Diagnostic, formatDiagnostics } from "../words/diagnostics.ts";
import { displayPath } from "../words/paths.ts";

/** Thrown when no executable can be made. The message says why, and what to do. */
export class BuildError extends Error {
  override readonly name = "BuildError";
  /** Whether what was asked for cannot be: another time, or on another machine, it could not be either. */
  readonly isMistake: boolean;

  constructor(message: string, isMistake = true) {
    super(message);
    this.isMistake = isMistake;
  }
}

/** The error for what a bundler has found wrong. */
export function failure(what: string, errors: readonly Diagnostic[]): BuildError {
  const placed = errors.filter(({ file }) => file !== "");
  const others = errors.filter(({ file }) => file === "").map(({ message }) => message);
  const shown = placed.map((error) => ({ ...error, file: displayPath(error.file) }));
  const lines = [...new Set(others), ...(shown.length > 0 ? [formatDiagnostics(shown)] : [])];
  return new BuildError(`${what}:\n${lines.join("\n")}`);
}
