// Finds the service that a handler module serves, and reads its IDL where it names one.
import type { Diagnostic } from "../idl/errors.ts";
import { loadIdl } from "../idl/load.ts";
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
 * @param onWarning is told of everything in the IDL that is accepted but doubtful.
 * @throws {HandlerError} when neither names one that there is.
 * @throws {IdlError} when the IDL has errors.
 */
export function loadService(
  module: Readonly<Record<string, unknown>>,
  source: HandlerSource,
  onWarning?: (diagnostic: Diagnostic) => void,
): ResolvedService {
  if (source.idl === undefined && isService(module.service)) return plainService(module.service);
  const { path, name } = serviceReference(module, source);
  const schema = loadIdl(path, { include: source.include, onWarning });
  try {
    return resolveService(schema, name);
  } catch (error) {
    if (error instanceof ServiceNotFoundError) throw new HandlerError(`${source.file}: ${error.message}`);
    throw error;
  }
}
