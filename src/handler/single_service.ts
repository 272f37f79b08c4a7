// Finds the service that a handler module serves, and reads its IDL.
import { type LoadOptions, loadIdl } from "../idl/load.ts";
import { type ResolvedService, resolveService, ServiceNotFoundError } from "../schema/service.ts";
import { HandlerError } from "./handler.ts";
import { serviceReference } from "./reference.ts";
import type { HandlerSource } from "./source.ts";

/**
 * Reads the service that `source` names, or else the module itself.
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
  const { path, name } = serviceReference(module, source);
  const schema = loadIdl(path, { include: source.include, ...events });
  try {
    return resolveService(schema, name);
  } catch (error) {
    if (error instanceof ServiceNotFoundError) throw new HandlerError(`${source.file}: ${error.message}`);
    throw error;
  }
}
