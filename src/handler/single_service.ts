// Finds the service that a handler module serves, and reads its IDL where it names one.
import { type LoadOptions, loadIdl } from "../idl/load.ts";
import {
  isService,
  plainService,
  type ResolvedService,
  resolveService,
  ServiceNotFoundError,
} from "../schema/service.ts";
import { HandlerError } from "./handler.ts";
import { serviceReference } from "./reference.ts";
import type { HandlerSource } from "./source.ts";

/**
 * Reads the service that `source` names, or else the module itself, which may have it as a value: that is taken as it is.
 *
 * @param events what is told of while the IDL is read.
 * @throws {HandlerError} when neither names one that there is.
 * @throws {IdlError} when the IDL has errors.
 */
export function loadService(
  module: Readonly<Record<string, unknown>>,
  source: HandlerSource,
  events: Pick<LoadOptions, "onWarning" | "onFile"> = {},
): ResolvedService {
  if (source.idl === undefined && isService(module.service)) return plainService(module.service);
  const { path, name } = serviceReference(module, source);
  const schema = loadIdl(path, { include: source.include, ...events });
  try {
    return resolveService(schema, name);
  } catch (error) {
    if (error instanceof ServiceNotFoundError) throw new HandlerError(`${source.file}: ${error.message}`);
    throw error;
  }
}
