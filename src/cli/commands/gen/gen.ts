// Writes TypeScript for .thrift files.
import { join } from "node:path";
import { type GeneratedModule, type GenerateOptions, generate } from "../../../gen/gen.ts";
import { ForeignFileError, staleModules, writeModules } from "../../../gen/write.ts";
import { type Diagnostic, IdlError } from "../../../idl/errors.ts";
import { flag, text } from "../../../options/kinds.ts";
import { path, paths } from "../../../options/path_kinds.ts";
import { displayPath } from "../../../words/paths.ts";
import { UsageError } from "../../mistakes.ts";
import { print, say } from "../../say.ts";
import type { Command } from "../command.ts";

/** `thriftserve gen FILE -o DIR` */
export const gen: Command = {
  description: "Writes TypeScript for a .thrift file and all that it includes, a module for each.",
  usage: "FILE... -o DIR [options]",
  operands: { file: "the .thrift file; several that include the same ones are best written at once" },
  more: true,
  rows: {
    out: {
      kind: path("a folder"),
      group: "Options",
      letter: "o",
      placeholder: "folder",
      help: "write the modules here; made where there is none",
    },
    check: {
      kind: flag,
      group: "Options",
      help: "write nothing: fail, and name the files, where one is not what would be written",
    },
    watch: {
      kind: flag,
      group: "Options",
      letter: "w",
      help: "write them again when a file, or one that it includes, has changed; until it is stopped",
    },
    include: {
      kind: paths("an array of directories"),
      group: "Options",
      letter: "I",
      placeholder: "directory",
      help: "look for included .thrift files here too; can be repeated",
    },
    library: {
      kind: text("the name of a package, or a path"),
      group: "Options",
      placeholder: "name",
      help: "import the types of this library from here",
      usual: "thriftserve",
    },
  },
  after: () => [
    {
      title: "Exit statuses",
      items: [
        ["0", "written, or nothing to write"],
        ["1", "--check found files that differ, or a file cannot be written"],
        ["2", "errors in the IDL or on the command line"],
      ],
    },
    {
      title: "Examples",
      examples: ["thriftserve gen a.thrift -o gen", "thriftserve gen a.thrift -o gen -w"],
    },
  ],
  async run({ operands, options }) {
    const { out, check, watch } = options as GenOptions;
    if (out === undefined) throw new UsageError("no folder is named: thriftserve gen FILE -o DIR");
    if (check !== true && watch !== true) return generated(operands, out, options);
    if (watch !== true) return generated(operands, out, options, checked);
    if (check === true) throw new UsageError("--check writes nothing: give either it or --watch");
    const { watched } = await import("./watched.ts"); // only here: it goes on for ever
    return await watched((onFile, onModule) => {
      const told = (modules: readonly GeneratedModule[], folder: string) => {
        for (const { name } of modules) onModule(join(folder, name));
        return written(modules, folder);
      };
      return generated(operands, out, { ...options, onFile }, told);
    });
  },
};

interface GenOptions {
  readonly out?: string;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly include?: readonly string[];
  readonly library?: string;
}

/** @returns the exit status; what is wrong is told. @param use does what is asked for with the modules. */
function generated(
  files: readonly string[],
  out: string,
  { include, library, onFile }: GenerateOptions,
  use: (modules: readonly GeneratedModule[], out: string) => number = written,
): number {
  const onWarning = ({ file, line, column, message }: Diagnostic) =>
    say(`warning: ${file}:${line}:${column}: ${message}`);
  try {
    return use(generate(files, { include, library, onFile, onWarning }), out);
  } catch (error) {
    if (!(error instanceof IdlError || error instanceof ForeignFileError) && !isSystemError(error))
      throw error;
    say(error.message);
    return error instanceof IdlError ? 2 : 1;
  }
}

function written(modules: readonly GeneratedModule[], out: string): number {
  for (const path of writeModules(modules, out)) print(`${displayPath(path)}\n`);
  return 0;
}

function checked(modules: readonly GeneratedModule[], out: string): number {
  const stale = staleModules(modules, out);
  for (const path of stale)
    say(`${displayPath(path)} is not what would be written: run thriftserve gen again`);
  return stale.length === 0 ? 0 : 1;
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
