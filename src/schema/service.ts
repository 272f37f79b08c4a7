// One service picked out of a schema, with the functions it inherits: what a server serves.
import type { Func, Schema } from "./schema.ts";

/** A service with everything needed to read and write its messages. Plain data, like the schema. */
export interface ResolvedService {
  /** The name without its program: `Calculator`. */
  readonly name: string;
  /** The whole list, the most distant parent's first, as Apache's processors look them up. */
  readonly functions: readonly Func[];
  /** Where the structs and enums that the functions use are defined. */
  readonly schema: Schema;
}

/** Thrown when a schema has no service of the name asked for, or several and none was named. */
export class ServiceNotFoundError extends Error {
  override readonly name = "ServiceNotFoundError";
}

/**
 * Picks a service out of a schema.
 *
 * @param name `Calculator` or `program.Calculator`; left out, the only service of the schema's own
 *   program (a parent that lives in an included file does not count).
 * @throws {ServiceNotFoundError} naming the services there are.
 */
export function resolveService(schema: Schema, name?: string): ResolvedService {
  const key = serviceKey(schema, name);
  return {
    name: key.slice(key.lastIndexOf(".") + 1),
    functions: withInherited(schema, key),
    schema,
  };
}

function serviceKey(schema: Schema, name: string | undefined): string {
  const own = Object.keys(schema.services).filter(
    (key) => key.slice(0, key.lastIndexOf(".")) === schema.program,
  );
  const known = own.map((key) => key.slice(key.lastIndexOf(".") + 1)).join(", ");
  if (name === undefined) {
    if (own.length === 1) return own[0]!;
    if (own.length === 0) throw new ServiceNotFoundError(`${schema.program}.thrift defines no service`);
    throw new ServiceNotFoundError(
      `${schema.program}.thrift defines several services (${known}): name one, as in ${schema.program}.thrift#${own[0]!.slice(
        own[0]!.lastIndexOf(".") + 1,
      )}`,
    );
  }
  const key = name.includes(".") ? name : `${schema.program}.${name}`;
  if (Object.hasOwn(schema.services, key)) return key;
  throw new ServiceNotFoundError(
    `${schema.program}.thrift defines no service ${name}${known ? `; it defines ${known}` : ""}`,
  );
}

function withInherited(schema: Schema, key: string): Func[] {
  const service = schema.services[key]!;
  const inherited = service.extends === undefined ? [] : withInherited(schema, service.extends);
  return [...inherited, ...service.functions];
}
