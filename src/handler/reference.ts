// Reads a module's `service`, or --idl: a .thrift file and perhaps the name of a service in it.
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ServiceReference, splitReference } from "../schema/reference.ts";
import { displayPath } from "../words/paths.ts";
import { HandlerError } from "./handler.ts";
import type { HandlerSource } from "./source.ts";

/**
 * The service that `source` names, or else the module itself.
 *
 * @throws {HandlerError} when neither does.
 */
export function serviceReference(
  module: Readonly<Record<string, unknown>>,
  source: HandlerSource,
): ServiceReference {
  if (source.idl !== undefined) return splitReference(source.idl);
  return exportedService(module.service, source.url, source.file);
}

/**
 * The service that a module exports.
 *
 * @param url of the module, which a relative path starts from.
 * @param place how messages name the module.
 * @throws {HandlerError} when it is no URL or path of a file.
 */
export function exportedService(service: unknown, url: string, place: string): ServiceReference {
  if (typeof service === "string" && !/^[a-z][a-z+.-]+:/i.test(service)) {
    const { path, name } = splitReference(service);
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
      throw new HandlerError(
        `${place}: service is ${located}; expected the URL or path of a .thrift file, or the text of an IDL`,
      );
    }
    return { path: displayPath(fileURLToPath(located.href)), name: name === "" ? undefined : name };
  }
  if (service === undefined) {
    throw new HandlerError(
      `${place} exports no service: add export const service = new URL("./NAME.thrift", import.meta.url), or name the IDL with --idl FILE#Service`,
    );
  }
  throw new HandlerError(
    `${place}: service is ${service === null ? "null" : typeof service}; expected the URL or path of a .thrift file, or the text of an IDL`,
  );
}
