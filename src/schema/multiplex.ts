// Several services as one, told apart by what clients put before the names of functions.
import type { Schema } from "./schema.ts";
import type { ResolvedService, ServedFunction } from "./service.ts";

/** One of the services that are multiplexed. */
export interface MultiplexedService {
  readonly service: ResolvedService;
  /** The name that clients put before the colon. Absent: only calls without a prefix reach it. */
  readonly prefix?: string;
  /** Whether calls without a prefix reach it: true of one of them at most. */
  readonly bare: boolean;
}

/**
 * Makes one service of several: the processor need not know that there were more. Their schemas are of one loader, so
 * that one name means the same in all of them.
 */
export function multiplex(services: readonly MultiplexedService[]): ResolvedService {
  const listed = services.map(({ prefix }) => prefix).filter((prefix) => prefix !== undefined);
  const files = new Map(
    services.flatMap(({ service }) => (service.files ?? []).map((file) => [file.program, file])),
  );
  return {
    name: [...new Set(services.map(({ prefix, service }) => prefix ?? service.name))].join(", "),
    functions: services.flatMap(functionsOf),
    schema: mergeSchemas(services.map(({ service }) => service.schema)),
    prefixes: listed,
    ...(files.size > 0 && { files: [...files.values()] }),
  };
}

function functionsOf({ service, prefix, bare }: MultiplexedService): ServedFunction[] {
  return service.functions.map((func) => ({
    ...func,
    service: service.name,
    ...(prefix !== undefined && { prefix }),
    ...(bare && { bare }),
  }));
}

function mergeSchemas(schemas: readonly Schema[]): Schema {
  // Unlike an assignment, fromEntries makes "__proto__" a key like any other.
  const merge = <Definition>(table: (schema: Schema) => Readonly<Record<string, Definition>>) =>
    Object.fromEntries(schemas.flatMap((schema) => Object.entries(table(schema))));
  return {
    program: schemas[0]?.program ?? "",
    namespaces: merge((schema) => schema.namespaces),
    structs: merge((schema) => schema.structs),
    enums: merge((schema) => schema.enums),
    constants: merge((schema) => schema.constants),
    services: merge((schema) => schema.services),
  };
}
