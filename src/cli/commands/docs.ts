// Writes what a service consists of as a site of files: the page of the admin port without its server.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { path } from "../../options/path_kinds.ts";
import { multiplex } from "../../schema/multiplex.ts";
import {
  ownServices,
  type ResolvedService,
  resolveService,
  ServiceNotFoundError,
} from "../../schema/service.ts";
import { serviceDocument } from "../../server/admin/page/document.ts";
import { generator, siteFiles } from "../../server/admin/page/shell.ts";
import { serveRows } from "../../server/options/rows.ts";
import { displayPath } from "../../words/paths.ts";
import { Mistake, UsageError } from "../mistakes.ts";
import { print, say } from "../say.ts";
import type { Command } from "./command.ts";
import { readSubject, type Subject, type SubjectOptions } from "./subject.ts";

const group = "Options";

/** `thriftserve docs FILE -o DIR` */
export const docs: Command = {
  description:
    "Writes services, functions and types with their docs as a site of files, to be read in a browser.",
  usage: "FILE -o DIR [options]",
  operands: { file: "a .thrift file, FILE#Service for one of its services, or a handler" },
  importsHandler: true,
  rows: {
    out: {
      kind: path("a folder"),
      group,
      letter: "o",
      placeholder: "folder",
      help: "write the site here; made where there is none",
    },
    include: { ...serveRows.include, group },
    idl: { ...serveRows.idl, group },
  },
  after: () => [
    {
      title: "Exit statuses",
      items: [
        ["0", "written"],
        ["1", "a file cannot be written"],
        ["2", "errors in the IDL or on the command line, or the folder has an index.html of somebody else's"],
      ],
    },
    {
      title: "Examples",
      examples: ["thriftserve docs a.thrift -o site", "thriftserve docs handler.ts -o site"],
    },
  ],
  async run({ operands: [file = ""], options }) {
    const { out, ...rest } = options as { readonly out?: string } & SubjectOptions;
    if (out === undefined) throw new UsageError("no folder is named: thriftserve docs FILE -o DIR");
    const subject = await readSubject(file, rest);
    const service = { files: subject.files, ...serviceOf(subject) };
    const files = await siteFiles(service.name, JSON.stringify(serviceDocument(service)));
    try {
      refuseForeign(join(out, "index.html"));
      mkdirSync(out, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
      say(error.message);
      return 1;
    }
    print(
      Object.keys(files)
        .map((name) => `${displayPath(join(out, name))}\n`)
        .join(""),
    );
    return 0;
  },
};

/** What the site is of: one service, or all that a file defines. */
function serviceOf({ schema, name, served }: Subject): ResolvedService {
  if (served !== undefined) return served;
  try {
    const own = ownServices(schema);
    if (name !== undefined || own.length === 1) return resolveService(schema, name);
    const services = own.map((key) => resolveService(schema, key));
    if (services.length === 0) return resolveService(schema);
    return multiplex(services.map((service) => ({ service, prefix: service.name, bare: false })));
  } catch (error) {
    throw error instanceof ServiceNotFoundError ? new Mistake(error.message) : error;
  }
}

/** A folder may hold another site. */
function refuseForeign(file: string): void {
  if (!existsSync(file) || readFileSync(file, "utf8").includes(generator)) return;
  throw new Mistake(
    `${displayPath(file)} is there, and was not written by this command: choose another folder`,
  );
}
