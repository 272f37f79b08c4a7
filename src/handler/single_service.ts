// Finds the service that a handler module serves, and reads its IDL where it names one.
import { IdlLoader, type LoadOptions } from "../idl/load.ts";
import { isIdlText } from "../idl/text.ts";
import type { ServiceReference } from "../schema/reference.ts";
import {
  isService,
  plainService,
  type ResolvedService,
  resolveOnlyService,
  resolveService,
  ServiceNotFoundError,
} from "../schema/service.ts";
import { HandlerError } from "./handler.ts";
import { serviceReference } from "./reference.ts";
import type { HandlerSource } from "./source.ts";
import { textOf } from "./text.ts";

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
  events: Events = {},
): ResolvedService {
  const exported = source.idl === undefined ? module.service : undefined;
  if (isService(exported)) return plainService(exported);
  try {
    return isIdlText(exported)
      ? readText(exported, source, events)
      : readFile(serviceReference(module, source), source, events);
  } catch (error) {
    if (error instanceof ServiceNotFoundError) throw new HandlerError(`${source.file}: ${error.message}`);
    throw error;
  }
}

type Events = Pick<LoadOptions, "onWarning" | "onFile">;

function readFile({ path, name }: ServiceReference, { include }: HandlerSource, events: Events) {
  const loader = new IdlLoader({ include, ...events });
  const schema = loader.load(path);
  return { ...resolveService(schema, name), files: loader.filesOf(schema) };
}

function readText(text: string, source: HandlerSource, events: Events) {
  const loader = new IdlLoader({ include: source.include, ...events });
  const schema = loader.loadText(textOf(text, source));
  const service = resolveOnlyService(schema, "the IDL in service");
  return { ...service, files: loader.filesOf(schema) };
}
