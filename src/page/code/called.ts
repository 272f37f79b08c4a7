// Tells code what it has to know to call a method: where its server is, what that speaks, and what generated code is called.
import type { Schema } from "../../schema/schema.ts";
import { localName, programName, servicesNamed } from "../../schema/service.ts";
import type { ServiceDocument } from "../../server/admin/page/document.ts";
import type { Method } from "../browse/catalog.ts";
import { exampleFields } from "../call/example.ts";

/** A method as a program calls it. */
export interface Called {
  readonly schema: Schema;
  readonly method: Method;
  /** The service, without its program. */
  readonly service: string;
  /** The program that defines it. */
  readonly program: string;
  /** What TMultiplexedProtocol is told; absent: it is called plainly. */
  readonly prefix?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The one that the code takes: framed, where clients may choose. */
  readonly transport: "framed" | "buffered" | "http";
  readonly protocol: "binary" | "compact" | "json";
  /** Arguments by name, as JSON. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** @param given the arguments; absent: an example. */
export function calledMethod(
  { service, server }: ServiceDocument,
  method: Method,
  given?: Readonly<Record<string, unknown>>,
): Called {
  const { schema } = service;
  const { func } = method;
  const [key = `${schema.program}.${service.name}`] = servicesNamed(schema, func.service ?? service.name);
  const { transport = "auto", protocol = "auto", addresses = [], tls = false } = server ?? {};
  const [, host = "127.0.0.1", port = "9090"] =
    addresses.map((address) => /^\[?([^/\]]+?)\]?:(\d+)$/.exec(address)).find((found) => found !== null) ??
    [];
  return {
    schema,
    method,
    service: localName(key),
    program: shortProgram(programName(key)),
    prefix: func.bare === true ? undefined : func.prefix,
    ...{ host: host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host, port: Number(port), tls },
    transport: transport === "buffered" || transport === "http" ? transport : "framed",
    protocol: protocol === "auto" ? "binary" : protocol,
    given: given ?? exampleFields(schema, func.arguments, "least"),
  };
}

/** The namespace of a program for a language: its own, or that of all. @param scopes the language's, the best first. */
export function namespaceOf(
  { schema }: Called,
  program: string,
  ...scopes: readonly string[]
): string | undefined {
  const [all = {}] = Object.entries(schema.namespaces)
    .filter(([name]) => shortProgram(name) === program)
    .map(([, namespaces]) => namespaces);
  const scope = [...scopes, "*"].find((one) => all[one] !== undefined);
  return scope === undefined ? undefined : all[scope];
}

/** The program of a qualified name, as its file is called. */
export function programOf(qualified: string): string {
  return shortProgram(programName(qualified));
}

/** Text in double quotes, as all of these languages take it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

function shortProgram(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1).replace(/~\d+$/, "");
}
