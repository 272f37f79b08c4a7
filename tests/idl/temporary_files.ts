// .thrift files written for one test, and what loading them gives.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { IdlError } from "../../src/idl/errors.ts";
import { type LoadOptions, loadIdl } from "../../src/idl/load.ts";
import type { Schema } from "../../src/schema/schema.ts";

/** Files by their paths below a new directory, which is gone once `use` returns. */
export function withFiles<Result>(
  files: Readonly<Record<string, string>>,
  use: (directory: string) => Result,
): Result {
  const directory = mkdtempSync(join(tmpdir(), "thriftserve-idl-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(directory, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The schema of a text, as the file `x.thrift`. */
export function load(text: string, options?: LoadOptions): Schema {
  return withFiles({ "x.thrift": text }, (directory) => loadIdl(join(directory, "x.thrift"), options));
}

/** The report on files that must be refused; paths are relative to their directory. */
export function reportOn(
  files: Readonly<Record<string, string>>,
  main: string,
  include: readonly string[] = [],
): string {
  return withFiles(files, (directory) => {
    try {
      loadIdl(join(directory, main), { include: include.map((each) => join(directory, each)) });
    } catch (error) {
      if (error instanceof IdlError) return error.message.replaceAll(`${directory}/`, "");
      throw error;
    }
    throw new Error(`accepted, but to be refused:\n${files[main]}`);
  });
}

/** The warnings about a text that is accepted, as `line:column: message`. */
export function warningsOf(text: string): string[] {
  const warnings: string[] = [];
  load(text, { onWarning: ({ line, column, message }) => warnings.push(`${line}:${column}: ${message}`) });
  return warnings;
}
