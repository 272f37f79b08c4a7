// Puts the service Status beside a handler's own, and takes it away again.
import { programName, type ResolvedService, type ServedFunction } from "../../schema/service.ts";
import { HandlerError } from "../handler.ts";

/** The name that clients put before the colon. */
export const statusPrefix = "Status";

/** The program of its types, which no file of a user's is called. */
export const statusProgram = "thriftserve_status";

/** Whether Status stands beside it already. */
export function isWithStatus({ prefixes }: ResolvedService): boolean {
  return prefixes?.includes(statusPrefix) ?? false;
}

/**
 * A service with the functions of Status behind its own. They are called with the prefix, and by their names alone too where
 * the service has no function of the name.
 *
 * @throws {HandlerError} when there is a service of that prefix already.
 */
export function withStatus(own: ResolvedService, status: ResolvedService, file: string): ResolvedService {
  if (own.prefixes?.includes(statusPrefix) || own.name === statusPrefix) {
    throw new HandlerError(
      `${file} has a service ${statusPrefix} itself: serve it without --status (status: true)`,
    );
  }
  const taken = new Set(own.functions.filter(isBare).map(({ name }) => name));
  const added = status.functions.map(
    (func): ServedFunction => ({
      ...func,
      service: status.name,
      prefix: statusPrefix,
      ...(!taken.has(func.name) && { bare: true }),
    }),
  );
  return {
    name: own.name,
    functions: [...own.functions, ...added],
    schema: {
      ...own.schema,
      structs: { ...own.schema.structs, ...status.schema.structs },
      enums: { ...own.schema.enums, ...status.schema.enums },
    },
    prefixes: [...(own.prefixes ?? []), statusPrefix],
    ...(own.files && { files: [...own.files, ...(status.files ?? [])] }),
  };
}

/** The service that was given to {@link withStatus}. */
export function withoutStatus({ name, functions, schema, prefixes = [] }: ResolvedService): ResolvedService {
  const own = prefixes.filter((prefix) => prefix !== statusPrefix);
  return {
    name,
    functions: functions.filter(({ prefix }) => prefix !== statusPrefix),
    schema: { ...schema, structs: withoutTypes(schema.structs), enums: withoutTypes(schema.enums) },
    ...(own.length > 0 && { prefixes: own }),
  };
}

function withoutTypes<Definition>(table: Readonly<Record<string, Definition>>): Record<string, Definition> {
  return Object.fromEntries(Object.entries(table).filter(([key]) => programName(key) !== statusProgram));
}

function isBare({ prefix, bare }: ServedFunction): boolean {
  return prefix === undefined || bare === true;
}
