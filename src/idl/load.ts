// Loads .thrift files at run time: the way from a path to a schema.
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { IdlFile, Schema } from "../schema/schema.ts";
import { type Diagnostic, IdlError } from "./errors.ts";
import { Linker } from "./link/link.ts";
import { type Program, withIncluded } from "./link/program.ts";
import { explained, inFileOrder, Messages } from "./messages.ts";
import { newReading, type Reading, readProgram, readProgramText } from "./programs.ts";
import type { IdlInText } from "./text.ts";

export interface LoadOptions {
  /** Directories (`-I`) to look for included files in, after the including file's own. Default: none. */
  readonly include?: readonly string[];
  /**
   * Take field ids below 1 as they are written (`--allow-neg-keys` of Apache's compiler). Default: false; such fields
   * then get -1, -2 and so on, as they do there.
   */
  readonly allowNegativeFieldIds?: boolean;
  /** Called for everything that is accepted but doubtful. Default: none. */
  readonly onWarning?: (diagnostic: Diagnostic) => void;
  /** Told of every path where a file is looked for, whether there is one or not, before anything is read of it. */
  readonly onFile?: (path: string) => void;
}

/**
 * Reads a .thrift file and its includes, synchronously, into a checked schema.
 *
 * @param file a path, relative to the working directory, or a `file:` URL.
 * @throws {IdlError} with every error found in all files.
 */
export function loadIdl(file: string | URL, options: LoadOptions = {}): Schema {
  return new IdlLoader(options).load(file);
}

/** A file that was read, with what code that is written for it needs and its schema does not have. */
export interface LoadedFile extends IdlFile {
  /** The programs of all that it includes, by whatever way, and its own, which is the last. */
  readonly programs: readonly string[];
}

/**
 * Reads several .thrift files that may include the same ones: each file is read once, and its definitions have the same
 * names in all schemas, which no other file's have.
 */
export class IdlLoader {
  readonly #messages = new Messages();
  readonly #reading: Reading;
  readonly #linker: Linker;
  readonly #onWarning: LoadOptions["onWarning"];
  readonly #programs = new WeakMap<Schema, Program>();

  constructor({ include = [], allowNegativeFieldIds = false, onWarning, onFile }: LoadOptions = {}) {
    this.#reading = newReading(include, this.#messages, onFile);
    this.#linker = new Linker(this.#messages, allowNegativeFieldIds);
    this.#onWarning = onWarning;
  }

  /**
   * Reads a file like {@link loadIdl}. Once one had errors, the loader is of no more use.
   *
   * @throws {IdlError} with every error found in all files.
   */
  load(file: string | URL): Schema {
    return this.#linked(this.#read(file));
  }

  /** The files that a schema of this loader was read from, each after those that it includes itself. */
  filesOf(schema: Schema): readonly LoadedFile[] {
    return withIncluded(this.#programs.get(schema)!).map((each) => ({
      program: each.key,
      name: basename(each.document.source.file),
      text: each.document.source.text,
      typedefs: this.#linker.typedefs(each),
      programs: withIncluded(each).map(({ key }) => key),
    }));
  }

  /** Reads the text of an IDL like {@link IdlLoader.load}. @throws {IdlError} with every error found. */
  loadText({ text, file, shown }: IdlInText): Schema {
    return this.#linked(readProgramText(this.#reading, file, text, shown));
  }

  #read(file: string | URL): Program | undefined {
    const path = typeof file === "string" && !file.startsWith("file://") ? file : fileURLToPath(String(file));
    return readProgram(this.#reading, path);
  }

  #linked(program: Program | undefined): Schema {
    const schema = program && this.#linker.link(program);
    const files = program === undefined ? [] : withIncluded(program).map(shownFile);
    const warnings = this.#messages.warnings.splice(0);
    if (this.#onWarning !== undefined) inFileOrder(warnings, files).forEach(this.#onWarning);
    const { errors } = this.#messages;
    if (program === undefined || schema === undefined || errors.length > 0) {
      throw new IdlError(explained(inFileOrder(errors, files)));
    }
    this.#programs.set(schema, program);
    return schema;
  }
}

function shownFile({
  document,
}: {
  readonly document: { readonly source: { readonly file: string } };
}): string {
  return document.source.file;
}
