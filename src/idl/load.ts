// Loads .thrift files at run time: the way from a path to a schema.
import { fileURLToPath } from "node:url";
import type { Schema } from "../schema/schema.ts";
import { type Diagnostic, IdlError } from "./errors.ts";
import { link } from "./link.ts";
import { inFileOrder, Messages } from "./messages.ts";
import { readPrograms } from "./programs.ts";

export interface LoadOptions {
  /** Directories (`-I`) to look for included files in, after the including file's own. Default: none. */
  readonly include?: readonly string[];
  /**
   * Take field ids below 1 as they are written (`--allow-neg-keys` of Apache's compiler). Default: false; such fields
   * then get -1, -2 and so on, as they do there.
   */
  readonly allowNegativeFieldIds?: boolean;
  /** Told of everything that is accepted but doubtful. Default: nobody is. */
  readonly onWarning?: (diagnostic: Diagnostic) => void;
}

/**
 * Reads a .thrift file and its includes, synchronously, into a checked schema.
 *
 * @param file a path, relative to the working directory, or a `file:` URL.
 * @throws {IdlError} with every error found in all files.
 */
export function loadIdl(file: string | URL, options: LoadOptions = {}): Schema {
  const path = typeof file === "string" && !file.startsWith("file://") ? file : fileURLToPath(String(file));
  const messages = new Messages();
  const programs = readPrograms(path, options.include ?? [], messages);
  const schema = link(programs, messages, options.allowNegativeFieldIds ?? false);
  const files = programs.map(({ document }) => document.source.file);
  if (options.onWarning !== undefined) inFileOrder(messages.warnings, files).forEach(options.onWarning);
  if (messages.errors.length > 0) throw new IdlError(inFileOrder(messages.errors, files));
  return schema;
}
