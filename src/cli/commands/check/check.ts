// `thriftserve check`: finds errors in an IDL or a handler, and what has changed that breaks clients or servers.
import { existsSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import { compareOneService, compareSchemas } from "../../../compatibility/compare.ts";
import { handlerSource } from "../../../handler/source.ts";
import { IdlError } from "../../../idl/errors.ts";
import { loadIdl } from "../../../idl/load.ts";
import { flag } from "../../../options/kinds.ts";
import { oneOf } from "../../../options/names.ts";
import { loadRuntime } from "../../../runtime/current.ts";
import { type ServiceReference, splitReference } from "../../../schema/reference.ts";
import type { Schema } from "../../../schema/schema.ts";
import { ServiceNotFoundError, serviceKey } from "../../../schema/service.ts";
import { serveRows } from "../../../server/options/rows.ts";
import { displayPath } from "../../../words/paths.ts";
import { textOf } from "../../../words/thrown.ts";
import { Mistake } from "../../mistakes.ts";
import { print } from "../../say.ts";
import type { Command, Invocation } from "../command.ts";
import { type Finding, ofHandler, ofIdl } from "./finding.ts";
import { type Format, formats } from "./formats.ts";
import { placesIn } from "./places.ts";
import { revisionOf, withRevision } from "./revision.ts";

const group = "Options";

export const check: Command = {
  description: "Finds what is wrong with an IDL or a handler, without serving it.",
  usage: "FILE|HANDLER [OLD] [options]",
  operands: {
    file: "a .thrift file, or a handler, which is checked against its service; FILE#Service compares one of its services with OLD",
    old: "an older version of the IDL: a file, or git:REV:FILE (git:REV for the same file, a handler's IDL too); each change that breaks clients or servers on the wire is an error; FILE#Service for one with another name",
  },
  required: 1,
  importsHandler: true,
  rows: {
    format: {
      kind: oneOf(Object.keys(formats) as Format[]),
      fallback: "text",
      group,
      letter: "f",
      placeholder: "format",
      help: "text, json, github (annotations) or sarif",
    },
    strict: { kind: flag, group, letter: "s", help: "let warnings fail it too" },
    include: { ...serveRows.include, group },
    idl: { ...serveRows.idl, group },
  },
  after: () => [
    {
      title: "Exit statuses",
      items: [
        ["0", "nothing is wrong"],
        ["1", "there are errors, or changes that break"],
        ["2", "the command line is wrong"],
      ],
    },
    {
      title: "Examples",
      examples: [
        "thriftserve check handler.ts",
        "thriftserve check a.thrift old.thrift",
        "thriftserve check a.thrift git:v1",
        "thriftserve check a.thrift#A git:v1",
      ],
    },
  ],
  run,
};

interface CheckOptions {
  readonly format?: Format;
  readonly strict?: boolean;
  readonly include?: readonly string[];
  readonly idl?: string;
}

/** All that was read, as far as it could be. */
interface Read {
  readonly findings: readonly Finding[];
  readonly schema?: Schema;
  /** The service that is served, of a handler. */
  readonly served?: string;
  /** The files of the IDL, the main one first, where they are known. */
  readonly paths: readonly string[];
}

async function run({ operands, options }: Invocation): Promise<number> {
  const { path: file, name } = referenceIn(operands[0] ?? "");
  const old = operands[1] === undefined ? undefined : referenceIn(operands[1]);
  const { format = "text", strict = false, include = [], idl } = options as CheckOptions;
  const isIdl = extname(file) === ".thrift";
  if (!existsSync(file)) throw new Mistake(`no such file: ${file}`);
  if (!isIdl) await loadRuntime();
  const read = isIdl ? readIdl(file, include) : await readHandler(file, include, idl);
  const { findings, schema, served } = read;
  if (name !== undefined && schema !== undefined) keyIn(schema, name);
  const paths = read.paths.length > 0 ? read.paths : [file];
  const changes =
    old === undefined || schema === undefined
      ? []
      : changesSince(old, { schema, paths, name, served }, include);
  const all = [...findings, ...changes];
  print(formats[format](all, displayPath(file)));
  const fails = all.some(({ severity }) => severity === "error" || strict);
  return Number(fails);
}

/** Takes `FILE#Service` apart: names of other files, and git's of revisions, may have a `#` too. */
function referenceIn(given: string): ServiceReference {
  return /\.thrift#[^/#]+$/.test(given) ? splitReference(given) : { path: given };
}

/** @throws {Mistake} when there is no such service. */
function keyIn(schema: Schema, name: string | undefined, which = ""): string {
  try {
    return serviceKey(schema, name);
  } catch (error) {
    throw error instanceof ServiceNotFoundError ? new Mistake(`${which}${error.message}`) : error;
  }
}

function readIdl(file: string, include: readonly string[]): Read {
  const findings: Finding[] = [];
  const paths = new Set<string>();
  try {
    const schema = loadIdl(file, {
      include,
      onWarning: (warning) => findings.push(ofIdl("warning")(warning)),
      onFile: (path) => paths.add(path),
    });
    return { findings, schema, paths: [...paths].filter(isFile) };
  } catch (error) {
    if (!(error instanceof IdlError)) throw error;
    return { findings: [...error.diagnostics.map(ofIdl("error")), ...findings], paths: [] };
  }
}

async function readHandler(handler: string, include: readonly string[], idl?: string): Promise<Read> {
  let file = handler;
  try {
    const { loadHandler } = await import("../../../handler/load.ts");
    const source = handlerSource(handler, { idl, include });
    file = source.file;
    const read = new Set<string>();
    const { service, warnings } = await loadHandler(source, { onFile: (path) => read.add(path) });
    const findings = warnings.map((warning) => ofHandler("warning", file, warning));
    const paths = [...read].filter(isFile);
    // Several services may be of several files, and an IDL that stands in the module has but its includes in files.
    const isOfOne =
      service.prefixes === undefined && basename(paths[0] ?? "") === `${service.schema.program}.thrift`;
    return { findings, schema: service.schema, served: service.name, paths: isOfOne ? paths : [] };
  } catch (error) {
    if (error instanceof IdlError) return { findings: error.diagnostics.map(ofIdl("error")), paths: [] };
    if (!(error instanceof Error) || error.name !== "HandlerError") throw error;
    const message = textOf(error).replace(`${file}: `, "").replace(`${file} `, "");
    return { findings: [ofHandler("error", file, message)], paths: [] };
  }
}

/** @throws {Mistake} when the older version cannot be read, or lacks the service that is to be compared. */
function changesSince(
  old: ServiceReference,
  { schema, paths, name, served }: Pick<Read, "paths" | "served"> & { schema: Schema; name?: string },
  include: readonly string[],
): readonly Finding[] {
  const place = placesIn(paths);
  const older = olderSchema(old.path, paths[0], include);
  const changes =
    name === undefined && old.name === undefined
      ? compareSchemas(older, schema)
      : compareOneService(
          older,
          schema,
          keyIn(older, old.name ?? name, "of the older version, "),
          keyIn(schema, name ?? served),
        );
  return changes.map((change) => ({ ...place(change), severity: "error", rule: change.rule }));
}

function olderSchema(old: string, file: string | undefined, include: readonly string[]): Schema {
  const revision = revisionOf(old);
  if (revision === undefined) return readOlder(old, include);
  const path = revision.file ?? (file?.endsWith(".thrift") ? file : undefined);
  if (path === undefined) {
    throw new Mistake(
      `${old} names no file, and the handler's IDL is not one file: expected git:${revision.revision}:FILE`,
    );
  }
  return withRevision(revision.revision, path, include, (copy, folders, folder) =>
    readOlder(copy, folders, (message) => message.replaceAll(`${folder}/`, `git:${revision.revision}:`)),
  );
}

function readOlder(
  file: string,
  include: readonly string[],
  told: (message: string) => string = (message) => message,
): Schema {
  try {
    return loadIdl(file, { include });
  } catch (error) {
    if (!(error instanceof IdlError)) throw error;
    throw new Mistake(`the older version has errors:\n${told(error.message)}`);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
