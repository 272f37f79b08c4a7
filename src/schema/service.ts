// One service picked out of a schema, with the functions it inherits: what a server serves.
import type { Func, IdlFile, Schema } from "./schema.ts";

/** A service with everything needed to read and write its messages. Plain data, like the schema. */
export interface ResolvedService {
  /** The name without its program: `Calculator`. */
  readonly name: string;
  /**
   * The whole list, the most distant parent's first, as Apache's processors look them up. Those of
   * multiplexed services stand one service after the other.
   */
  readonly functions: readonly ServedFunction[];
  /** Defines the structs and enums that the functions use. */
  readonly schema: Schema;
  /**
   * The prefixes that clients of multiplexed services may put before a colon and a function's name, as Apache's
   * TMultiplexedProtocol does. Absent: one service, called without a prefix.
   */
  readonly prefixes?: readonly string[];
  /** The files that it was read from, each after those that it includes, for people to read. Absent: they are not known. */
  readonly files?: readonly IdlFile[];
}

/**
 * A service of code that `thriftserve gen` wrote: TypeScript knows its functions.
 *
 * @typeParam Handler the methods that a handler of it has.
 * @typeParam Client the functions as a client calls them.
 */
export interface TypedService<Handler extends object = object, Client extends object = object>
  extends ResolvedService {
  /** Never there: it carries the types. */
  readonly types?: { readonly handler: Handler; readonly client: Client };
}

/** Whether a value is a service already, and not the path or URL of one. */
export function isService(value: unknown): value is ResolvedService {
  return typeof value === "object" && value !== null && "functions" in value && "schema" in value;
}

/** The part of a service that the server needs: workers are told it, in other threads and processes. */
export function plainService({ name, functions, schema }: ResolvedService): ResolvedService {
  return { name, functions, schema };
}

/** A function, and how clients call it. */
export interface ServedFunction extends Func {
  /** The service it belongs to, without its program. Absent: {@link ResolvedService.name}. */
  readonly service?: string;
  /** One of {@link ResolvedService.prefixes}. Absent: it is called by its name alone. */
  readonly prefix?: string;
  /** Arguments by their names that its author gives as examples, as JSON. */
  readonly examples?: readonly Readonly<Record<string, unknown>>[];
  /** Whether it is called by its name alone as well, because its service is the default one. Default: false. */
  readonly bare?: boolean;
}

/** Stands between prefix and function name in the calls of multiplexed services' clients. */
export const prefixEnd = ":";

/**
 * The names that clients send, `add` or `Calculator:add`, and for each the index of the function that it means.
 * Replies carry the function's own name whichever it was.
 */
export function wireNames({ functions }: Pick<ResolvedService, "functions">): Map<string, number> {
  const indexes = new Map<string, number>();
  for (const [index, { name, prefix, bare }] of functions.entries()) {
    // Where a service defines a function that it also inherits, its own is the later one and wins.
    if (prefix === undefined || bare === true) indexes.set(name, index);
    if (prefix !== undefined) indexes.set(prefix + prefixEnd + name, index);
  }
  return indexes;
}

/** Takes apart what a client sent. The prefix is undefined when there is none. */
export function splitWireName(sent: string): { readonly prefix?: string; readonly name: string } {
  const end = sent.indexOf(prefixEnd);
  return end < 0 ? { name: sent } : { prefix: sent.slice(0, end), name: sent.slice(end + prefixEnd.length) };
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
  return { name: localName(key), functions: withInherited(schema, key), schema };
}

/** The qualified names of the services that the schema's own program defines. */
export function ownServices(schema: Schema): string[] {
  return Object.keys(schema.services).filter((key) => programName(key) === schema.program);
}

/**
 * The service of an IDL that stands in a program as text, where no name can be put behind it: the only one, or else the
 * one that no other extends.
 *
 * @param place how messages name the text.
 * @throws {ServiceNotFoundError} naming the services there are.
 */
export function resolveOnlyService(schema: Schema, place: string): ResolvedService {
  const own = ownServices(schema);
  const parents = new Set(own.map((key) => schema.services[key]!.extends));
  const heirs = own.filter((key) => !parents.has(key));
  if (heirs.length === 1) return resolveService(schema, heirs[0]!);
  if (own.length === 0) throw new ServiceNotFoundError(`${place} defines no service`);
  throw new ServiceNotFoundError(
    `${place} defines several services (${heirs.map(localName).join(", ")}), none of which extends the others: write each into a text of its own`,
  );
}

/** A name without its program: `Calculator` of `tutorial.Calculator`. */
export function localName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}

/** `tutorial` of `tutorial.Calculator`, `orders/common` of `orders/common.Name`. */
export function programName(qualified: string): string {
  return qualified.slice(0, qualified.lastIndexOf("."));
}

/**
 * The qualified name of a service, as {@link resolveService} finds it.
 *
 * @throws {ServiceNotFoundError} naming the services there are.
 */
export function serviceKey(schema: Schema, name?: string): string {
  const own = ownServices(schema);
  const known = own.map(localName).join(", ");
  if (name === undefined) {
    if (own.length === 1) return own[0]!;
    if (own.length === 0) throw new ServiceNotFoundError(`${schema.program}.thrift defines no service`);
    throw new ServiceNotFoundError(
      `${schema.program}.thrift defines several services (${known}): name one, as in ${schema.program}.thrift#${localName(own[0]!)}`,
    );
  }
  const keys = servicesNamed(schema, name);
  if (keys.length === 1) return keys[0]!;
  if (keys.length > 1)
    throw new ServiceNotFoundError(`the service ${name} may be ${keys.join(" or ")}: name one of these`);
  throw new ServiceNotFoundError(
    `${schema.program}.thrift defines no service ${name}${known ? `; it defines ${known}` : ""}`,
  );
}

/**
 * The qualified names of the services that a name may mean: `Notes` of the schema's own program, `shared.Notes` as the
 * schema has it, or as files write it that know only one `shared`.
 */
export function servicesNamed(schema: Schema, name: string): string[] {
  const key = name.includes(".") ? name : `${schema.program}.${name}`;
  if (Object.hasOwn(schema.services, key)) return [key];
  const alike = Object.keys(schema.services).filter((other) => writtenName(other) === name);
  const own = alike.filter((other) => programName(other) === schema.program);
  return own.length > 0 ? own : alike;
}

/** `common.Notes` of `orders/common.Notes`, the second file of that name. */
function writtenName(qualified: string): string {
  const program = programName(qualified);
  const file = program.slice(program.lastIndexOf("/") + 1);
  return `${file === program ? file : file.replace(/~\d+$/, "")}.${localName(qualified)}`;
}

function withInherited(schema: Schema, key: string): Func[] {
  return lineage(schema, key).flatMap((each) => schema.services[each]!.functions);
}

/** The qualified names of a service and of those that it inherits from, the most distant first. */
export function lineage(schema: Schema, key: string): string[] {
  const parent = schema.services[key]!.extends;
  return [...(parent === undefined ? [] : lineage(schema, parent)), key];
}
