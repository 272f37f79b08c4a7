// Loads a handler with the service Status beside its own.
import type { ResolvedService } from "../../schema/service.ts";
import type { CheckedHandler } from "../check.ts";
import type { HandlerSource, ServedStatus } from "../source.ts";
import { statusIdl } from "./idl.ts";
import { statusMethods } from "./methods.ts";
import { isWithStatus, statusPrefix, statusProgram, withoutStatus, withStatus } from "./service.ts";
import { type StatusCounters, StatusState } from "./state.ts";

/**
 * Adds Status to what `load` gives.
 * @param load loads the handler of a source that knows nothing of Status.
 * @throws {HandlerError} when the handler has a service of that name.
 */
export async function loadBesideStatus<Loaded extends CheckedHandler & { readonly service: ResolvedService }>(
  source: HandlerSource & { readonly status: ServedStatus },
  load: (source: HandlerSource) => Promise<Loaded>,
): Promise<Loaded & { readonly status: StatusState }> {
  const { service: told, status: served, file } = source;
  const known = told !== undefined && isWithStatus(told) ? told : undefined;
  const loaded = await load(known === undefined ? source : { ...source, service: withoutStatus(known) });
  const service = known ?? withStatus(loaded.service, await readStatus(), file);
  const state = new StatusState();
  const methods = statusMethods(loaded.service, served, state);
  const added = service.functions.filter(({ prefix }) => prefix === statusPrefix);
  const handler = {
    ...loaded.handler,
    methods: [...loaded.handler.methods, ...added.map(({ name }) => methods[name]!)],
    receivers: [...loaded.handler.receivers, ...added.map(() => undefined)],
    ending: () => state.end(),
    counted: (counters: StatusCounters) => state.told(counters),
  };
  return { ...loaded, service, handler, status: state };
}

/** The service as it is told to others. */
export async function readStatus(): Promise<ResolvedService> {
  const { IdlLoader } = await import("../../idl/load.ts");
  const { resolveService } = await import("../../schema/service.ts");
  const place = `${statusProgram}.thrift`;
  const loader = new IdlLoader();
  const schema = loader.loadText({ text: statusIdl, file: place, shown: place });
  return { ...resolveService(schema), files: loader.filesOf(schema) };
}
