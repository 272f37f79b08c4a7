// Finds the service that a handler module serves, and reads its IDL.
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadIdl } from "../idl/load.ts";
import { type ResolvedService, resolveService, ServiceNotFoundError } from "../schema/service.ts";
import { HandlerError } from "./handler.ts";
import { displayPath, type HandlerSource } from "./source.ts";

/**
 * Reads the service that `source` names, or else the module itself.
 *
 * @throws {HandlerError} when neither names one that there is.
 * @throws {IdlError} when the IDL has errors.
 */
export function loadService(
  module: Readonly<Record<string, unknown>>,
  source: HandlerSource,
): ResolvedService {
  const { path, name } =
    source.idl === undefined
      ? exportedService(module.service, source.url, source.file)
      : splitFragment(source.idl);
  const schema = loadIdl(path, { include: source.include });
  try {
    return resolveService(schema, name);
  } catch (error) {
    if (error instanceof ServiceNotFoundError) throw new HandlerError(`${source.file}: ${error.message}`);
    throw error;
  }
}

interface ServiceReference {
  readonly path: string;
  readonly name?: string;
}

function exportedService(service: unknown, url: string, file: string): ServiceReference {
  if (typeof service === "string" && !/^[a-z][a-z+.-]+:/i.test(service)) {
    const { path, name } = splitFragment(service);
    if (isAbsolute(path)) return { path, name };
    // A path, not a URL: it may hold what a URL would have to escape.
    const folder = url.startsWith("file:") ? dirname(fileURLToPath(url)) : undefined;
    if (folder !== undefined) return { path: displayPath(join(folder, path)), name };
  }
  if (typeof service === "string" || service instanceof URL) {
    const located = new URL(service, url);
    const name = decodeURIComponent(located.hash.slice(1));
    located.hash = "";
    if (located.protocol !== "file:") {
      throw new HandlerError(`${file}: service is ${located}; expected the URL or path of a .thrift file`);
    }
    return { path: displayPath(fileURLToPath(located.href)), name: name === "" ? undefined : name };
  }
  if (service === undefined) {
    throw new HandlerError(
      `${file} exports no service: add export const service = new URL("./NAME.thrift", import.meta.url), or name the IDL with --idl FILE#Service`,
    );
  }
  throw new HandlerError(
    `${file}: service is ${service === null ? "null" : typeof service}; expected the URL or path of a .thrift file`,
  );
}

function splitFragment(reference: string): ServiceReference {
  const hash = reference.lastIndexOf("#");
  if (hash < 0) return { path: reference };
  return { path: reference.slice(0, hash), name: reference.slice(hash + 1) || undefined };
}
