// What to tell whoever wrote a module that cannot be imported: where, what, and what to do. Every runtime has its own
// ways to say it, and most of them leave something out.
import { isAbsolute } from "node:path";
import { type Diagnostic, formatDiagnostics } from "../../idl/errors.ts";
import { isInstance, stackOf } from "../../processor/client_message.ts";
import { failedImport } from "./failed_import.ts";
import { type Fault, faultsOf } from "./faults.ts";
import { ImportRefusal } from "./modules.ts";
import { remedy } from "./remedies.ts";
import { sourceLine } from "./sources.ts";

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
    if (faults.length === 0) return ` ${ownFrames(stackOf(error))}`;
    const failed = faults.map((fault) => failedImport(fault, url));
    const places = failed.map((fault) => diagnosticOf(fault, shown));
    const remedies = new Set(failed.map(remedy).filter((text) => text !== undefined));
    return [`\n${formatDiagnostics(places)}`, ...remedies].join("\n");
  } catch {
    return ` ${ownFrames(stackOf(error))}`;
  }
}

function diagnosticOf(fault: Fault, shown: (path: string) => string): Diagnostic {
  const { path, line = 0, column = 1, length } = fault;
  const message = fault.message
    .replaceAll(/file:\/\/|\.$/g, "")
    .replaceAll(/(?<=["'`])\/[^"'`]+(?=["'`])/g, shown);
  return {
    file: isAbsolute(path) ? shown(path) : path,
    line,
    column,
    message,
    sourceLine: fault.sourceLine ?? sourceLine(path, line) ?? "",
    length,
  };
}

/** A stack without a runtime's functions, and without those of this library and its callers. */
function ownFrames(stack: string): string {
  const lines = stack.split("\n");
  const ours = lines.findIndex((line) => isFrame.test(line) && library.test(line));
  return lines
    .slice(0, ours < 0 ? undefined : ours)
    .filter((line) => !isFrame.test(line) || !runtimes.test(line))
    .join("\n");
}

const isFrame = /^\s+at /;
const runtimes = /\(?(node:|ext:|native)/;
const library = new RegExp(`/\\$bunfs/root/|/thriftserve\\.js:1:|${escaped(ownFiles())}`);

/** The folder of this library's functions that import; in a bundle the bundle. */
function ownFiles(): string {
  const here: string = import.meta.url ?? "a bundle of CommonJS, whose name nobody knows";
  return decodeURI(
    here.replace(/\/runtime\/imports\/failure\.[jt]s$/, "/runtime/").replace(/^file:\/\//, ""),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
}
