// Several services as one, told apart by what clients put before the names of functions.
import type { Schema } from "./schema.ts";
import type { ResolvedService, ServedFunction } from "./service.ts";

/** One of the services that are multiplexed. */
export interface MultiplexedService {
  readonly service: ResolvedService;
  /** What clients put before the colon. Absent: only calls without a prefix reach it. */
  readonly prefix?: string;
  /** Whether calls without a prefix reach it: true of one of them at most. */
  readonly bare: boolean;
  /** The .thrift file that its schema was read from, for messages. */
  readonly file: string;
}

/** Thrown when two files mean different things by one name. */
export class SchemaClashError extends Error {
  override readonly name = "SchemaClashError";
}

/**
 * Makes one service of several: whoever runs it need not know that there were more.
 *
 * @throws {SchemaClashError} naming the two files, when they define one qualified name differently.
 */
export function multiplex(services: readonly MultiplexedService[]): ResolvedService {
  const listed = services.map(({ prefix }) => prefix).filter((prefix) => prefix !== undefined);
  return {
    name: [...new Set(services.map(({ prefix, service }) => prefix ?? service.name))].join(", "),
    functions: services.flatMap(functionsOf),
    schema: mergeSchemas(services.map(({ service, file }) => ({ schema: service.schema, file }))),
    prefixes: listed,
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

interface SchemaOfFile {
  readonly schema: Schema;
  readonly file: string;
}

const tables = ["structs", "enums", "constants", "services"] as const;

function mergeSchemas(schemas: readonly SchemaOfFile[]): Schema {
  const merged = tables.map((table) => [table, mergeTables(table, schemas)] as const);
  return {
    program: schemas[0]?.schema.program ?? "",
    namespaces: Object.fromEntries(schemas.flatMap(({ schema }) => Object.entries(schema.namespaces))),
    ...(Object.fromEntries(merged) as Pick<Schema, (typeof tables)[number]>),
  };
}

function mergeTables(table: (typeof tables)[number], schemas: readonly SchemaOfFile[]) {
  const known = new Map<string, { readonly definition: unknown; readonly file: string }>();
  for (const { schema, file } of schemas) {
    for (const [name, definition] of Object.entries(schema[table])) {
      const first = known.get(name);
      if (first === undefined) known.set(name, { definition, file });
      else if (first.definition !== definition && meaning(first.definition) !== meaning(definition)) {
        throw new SchemaClashError(
          `${first.file} and ${file}, or files that they include, define ${name} differently: ${program(name)}.thrift has to be one file, or two of different names`,
        );
      }
    }
  }
  // Unlike an assignment, fromEntries makes "__proto__" a key like any other.
  return Object.fromEntries([...known].map(([name, { definition }]) => [name, definition]));
}

/** A definition as text, without its comments: two copies of one file may differ in those. */
function meaning(definition: unknown): string {
  return JSON.stringify(definition, (key, value) => (key === "doc" ? undefined : value));
}

function program(qualified: string): string {
  return qualified.slice(0, qualified.lastIndexOf("."));
}
