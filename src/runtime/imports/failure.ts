// Explains to the author of a module why it cannot be imported: where, what, and what to do. Every runtime has its own
// ways to say it, and most of them leave something out.
import { isAbsolute } from "node:path";
import { type Diagnostic, formatDiagnostics } from "../../words/diagnostics.ts";
import { isInstance } from "../../words/thrown.ts";
import { failedImport } from "./failed_import.ts";
import type { Fault } from "./fault.ts";
import { faultsOf } from "./faults.ts";
import { ImportRefusal } from "./modules.ts";
import { remedy } from "./remedies.ts";
import { sourceLine } from "./sources.ts";
import { thrownByModule } from "./thrown.ts";

/**
 * Describes why a module could not be imported, without the runtime's own functions. It never throws.
 *
 * @returns what follows the colon behind the module's name.
 * @param error what importing it threw.
 * @param url of the module.
 * @param shown how a path is shown to users.
 */
export async function importFailure(
  error: unknown,
  url: string,
  shown: (path: string) => string,
): Promise<string> {
  try {
    if (isInstance(error, ImportRefusal)) return ` ${error.message}`;
    const faults = await faultsOf(error, url);
    if (faults.length === 0) return ` ${thrownByModule(error)}`;
    const failed = faults.map((fault) => failedImport(fault, url));
    const places = failed.map((fault) => diagnosticOf(fault, shown));
    const remedies = new Set(failed.map(remedy).filter((text) => text !== undefined));
    return [`\n${formatDiagnostics(places)}`, ...remedies].join("\n");
  } catch {
    return ` ${thrownByModule(error)}`;
  }
}

function diagnosticOf(fault: Fault, shown: (path: string) => string): Diagnostic {
  const { path, line = 0, column = 1, length } = fault;
  const message = printable(firstLine(fault.message))
    .replaceAll(/file:\/\/|\.$/g, "")
    .replaceAll(/(?<=["'`])\/[^"'`]+(?=["'`])/g, shown);
  return {
    file: isAbsolute(path) ? shown(path) : path,
    line,
    column,
    message,
    sourceLine: printable(fault.sourceLine ?? sourceLine(path, line) ?? ""),
    length,
  };
}

/** Node goes on with advice of its own. */
function firstLine(text: string): string {
  return text.trimStart().split(/\r?\n/, 1)[0]!;
}

/** Text from what was taken for a module must not command a terminal. */
function printable(text: string): string {
  return text.replace(/\r$/, "").replaceAll(/[^\P{Cc}\t]/gu, "\u{fffd}");
}
