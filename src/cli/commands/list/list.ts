// `thriftserve list`: the services, functions and types of an IDL or a handler, with their docs.

import { existsSync } from "node:fs";
import { oneOf } from "../../../options/names.ts";
import { multiplex } from "../../../schema/multiplex.ts";
import type { Schema } from "../../../schema/schema.ts";
import {
  ownServices,
  resolveService,
  ServiceNotFoundError,
  serviceKey,
  servicesNamed,
} from "../../../schema/service.ts";
import { serveRows } from "../../../server/options/rows.ts";
import { Mistake } from "../../mistakes.ts";
import { print } from "../../say.ts";
import { callRows } from "../call/rows.ts";
import type { Command, Invocation } from "../command.ts";
import { type ConnectingOptions, connectingOf } from "../connecting.ts";
import { readSubject, type Subject, type SubjectOptions } from "../subject.ts";
import { contentsOf } from "./contents.ts";
import { type Format, formats } from "./formats.ts";

const group = "Options";

/** Those of an address. */
const { protocol, transport, header, timeout, tlsCa, tlsCert, tlsKey, tlsServerName } = callRows;
const connectingRows = { protocol, transport, header, timeout, tlsCa, tlsCert, tlsKey, tlsServerName };

/** The command. */
export const list: Command = {
  description: "Lists services, their functions, and types, with their docs.",
  usage: "FILE|ADDRESS [options]",
  operands: {
    file: "a .thrift file, FILE#Service for one of its services, a handler, or the address of a server with --status",
  },
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
    ...connectingRows,
  },
  after: () => [
    {
      title: "Examples",
      examples: [
        "thriftserve list calculator.thrift",
        "thriftserve list handler.ts",
        "thriftserve list localhost:9090",
        "thriftserve list a.thrift -f markdown",
      ],
    },
  ],
  run,
};

async function run({ operands: [file = ""], options }: Invocation): Promise<number> {
  const { format = "text", ...rest } = options as { readonly format?: Format } & SubjectOptions &
    ConnectingOptions;
  const listed = ({ schema, services }: Listed) => {
    print(formats[format](contentsOf(schema, services)));
    return 0;
  };
  if (!isAddress(file)) return listed(await ofFile(file, rest));
  const { unlessNotReached } = await import("../reflection.ts");
  return await unlessNotReached(async () => listed(await ofServer(file, rest)));
}

interface Listed {
  readonly schema: Schema;
  /** The qualified names. */
  readonly services: readonly string[];
}

async function ofFile(file: string, options: SubjectOptions): Promise<Listed> {
  const subject = await readSubject(file, options);
  return { schema: subject.schema, services: servicesOf(subject) };
}

/** Whether it is where a server is, and not the name of a file: `host:port`, or with a scheme. */
function isAddress(given: string): boolean {
  return !existsSync(given) && (/^(tcp|tls|unix|https?|wss?):/.test(given) || /^[^/\s]+:\d+$/.test(given));
}

async function ofServer(address: string, settings: ConnectingOptions): Promise<Listed> {
  const { reflect } = await import("../reflection.ts");
  const told = await reflect(connectingOf(address, settings), address);
  const services = told.map(({ name, schema }) => ({ service: resolveService(schema, name), bare: false }));
  const keys = told.flatMap(({ name, schema }) => serviceKey(schema, name));
  const { schema } = multiplex(services);
  return { schema, services: withParents(schema.services, [...new Set(keys)]) };
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
