// The service that a client calls: read from its IDL.
import { fileURLToPath } from "node:url";
import { isIdlText } from "../idl/text.ts";
import { shown } from "../options/shown.ts";
import { splitReference } from "../schema/reference.ts";
import { isService, type ResolvedService } from "../schema/service.ts";
import { knownService, knownTextService } from "./known_services.ts";

/**
 * Reads the service that is named, or gives back what is one already.
 *
 * @param service the .thrift file, as a URL or path, `FILE#Service` when it defines several; or the text of an IDL.
 * @throws {TypeError} when it is nothing of that; {IdlError} when the IDL has errors.
 */
export function readService(service: ResolvedService | URL | string): ResolvedService {
  if (isService(service)) return service;
  if (!(service instanceof URL) && typeof service !== "string") {
    throw new TypeError(`service is ${shown(service)}; expected the path or URL of a .thrift file`);
  }
  if (isIdlText(service)) return knownTextService(service);
  const { path, name } = splitReference(String(service));
  return knownService(pathOf(service, path), name);
}

function pathOf(service: URL | string, file: string): string {
  if (typeof service === "string" && !/^[a-z][a-z+.-]+:\/\//i.test(file)) return file;
  if (new URL(file).protocol === "file:") return fileURLToPath(file);
  throw new TypeError(
    `service is ${file}; expected the path or URL of a .thrift file: where the server is, the options say`,
  );
}
