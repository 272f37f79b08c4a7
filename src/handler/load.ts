// Loads a user's module and the service it serves.
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { IdlError } from "../idl/errors.ts";
import { loadIdl } from "../idl/load.ts";
import { type ResolvedService, resolveService, ServiceNotFoundError } from "../schema/service.ts";
import { type CheckedHandler, checkHandler } from "./check.ts";
import { HandlerError } from "./handler.ts";

/** Where a handler and its IDL are. Plain data: workers are told the same. */
export interface HandlerSource {
  /** The module's URL, `file:///srv/calculator/handler.ts`. */
  readonly url: string;
  /** `FILE` or `FILE#Service`, instead of what the module exports as `service`. */
  readonly idl?: string;
  /** Directories to look for included .thrift files in. */
  readonly include?: readonly string[];
  /** The service, where another worker has already worked it out: no IDL is read then. */
  readonly service?: ResolvedService;
}

/** A handler ready to be served. */
export interface LoadedHandler extends CheckedHandler {
  readonly service: ResolvedService;
}

/**
 * Imports a handler module, reads its IDL and checks one against the other.
 *
 * @throws {HandlerError} when the module cannot be imported or does not fit its service.
 * @throws {IdlError} when the IDL has errors.
 */
export async function loadHandler(source: HandlerSource): Promise<LoadedHandler> {
  const file = displayUrl(source.url);
  const module = await importModule(source.url, file);
  const service = source.service ?? loadService(module, source, file);
  return { service, ...checkHandler(module, service, file) };
}

/** Turns what a user wrote, a path or URL, into the URL of a module. Paths are relative to the working directory. */
export function handlerUrl(handler: string | URL): string {
  if (handler instanceof URL) return handler.href;
  if (/^[a-z][a-z+.-]+:/i.test(handler)) return handler;
  return pathToFileURL(handler).href;
}

async function importModule(url: string, file: string): Promise<Record<string, unknown>> {
  if (url.startsWith("file:") && !existsSync(fileURLToPath(url))) {
    throw new HandlerError(`no such file: ${file}`);
  }
  try {
    return await import(url);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new HandlerError(`cannot import ${file}: ${reason}`, { cause: error });
  }
}

function loadService(
  module: Readonly<Record<string, unknown>>,
  source: HandlerSource,
  file: string,
): ResolvedService {
  const { path, name } =
    source.idl === undefined ? exportedService(module.service, source.url, file) : splitFragment(source.idl);
  const schema = loadIdl(path, { include: source.include });
  try {
    return resolveService(schema, name);
  } catch (error) {
    if (error instanceof ServiceNotFoundError) throw new HandlerError(`${file}: ${error.message}`);
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
    return { path: displayPath(fileURLToPath(located)), name: name === "" ? undefined : name };
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

/** A module as a user would name it. */
function displayUrl(url: string): string {
  return url.startsWith("file:") ? displayPath(fileURLToPath(url)) : url;
}

/** A path as a user would write it: relative when it is below the working directory. */
function displayPath(path: string): string {
  const below = relative("", path);
  return below.startsWith("..") || isAbsolute(below) ? path : below;
}

export { IdlError };
