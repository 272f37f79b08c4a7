// `thriftserve list`: the services, functions and types of an IDL or a handler, with their docs.
import { oneOf } from "../../../options/names.ts";
import { ownServices, ServiceNotFoundError, serviceKey, servicesNamed } from "../../../schema/service.ts";
import { serveRows } from "../../../server/options/rows.ts";
import { Mistake } from "../../mistakes.ts";
import { print } from "../../say.ts";
import type { Command, Invocation } from "../command.ts";
import { readSubject, type Subject, type SubjectOptions } from "../subject.ts";
import { contentsOf } from "./contents.ts";
import { type Format, formats } from "./formats.ts";

const group = "Options";

/** The command. */
export const list: Command = {
  description: "Lists services, their functions, and types, with their docs.",
  usage: "FILE|HANDLER [options]",
  operands: { file: "a .thrift file, FILE#Service for one of its services, or a handler" },
  importsHandler: true,
  rows: {
    format: {
      kind: oneOf(Object.keys(formats) as Format[], { also: { md: "markdown" } }),
      fallback: "text",
      group,
      letter: "f",
      placeholder: "format",
      help: "text, json or markdown",
    },
    include: { ...serveRows.include, group },
    idl: { ...serveRows.idl, group },
  },
  after: () => [
    {
      title: "Examples",
      examples: [
        "thriftserve list calculator.thrift",
        "thriftserve list handler.ts",
        "thriftserve list a.thrift -f markdown",
      ],
    },
  ],
  run,
};

async function run({ operands: [file = ""], options }: Invocation): Promise<number> {
  const { format = "text", ...rest } = options as { readonly format?: Format } & SubjectOptions;
  const subject = await readSubject(file, rest);
  print(formats[format](contentsOf(subject.schema, servicesOf(subject))));
  return 0;
}

/** The services that are listed, with those that they extend. */
function servicesOf({ schema, name, served }: Subject): string[] {
  try {
    if (name !== undefined) return withParents(schema.services, [serviceKey(schema, name)]);
  } catch (error) {
    throw error instanceof ServiceNotFoundError ? new Mistake(error.message) : error;
  }
  if (served === undefined) return withParents(schema.services, ownServices(schema));
  const names = new Set(served.functions.map((func) => func.service ?? served.name));
  if (served.prefixes === undefined) names.add(served.name);
  return withParents(
    schema.services,
    [...names].flatMap((one) => servicesNamed(schema, one)),
  );
}

function withParents(services: Subject["schema"]["services"], keys: readonly string[]): string[] {
  const found = new Set(keys);
  for (const key of found) {
    const parent = services[key]?.extends;
    if (parent !== undefined) found.add(parent);
  }
  return [...found];
}
