// Finds the services that a handler module multiplexes, and reads their IDL.
import { IdlLoader, type LoadOptions } from "../idl/load.ts";
import { isIdlText } from "../idl/text.ts";
import { type MultiplexedService, multiplex } from "../schema/multiplex.ts";
import type { IdlFile, Schema } from "../schema/schema.ts";
import {
  isService,
  localName,
  ownServices,
  programName,
  type ResolvedService,
  resolveOnlyService,
  resolveService,
  ServiceNotFoundError,
  serviceKey,
  servicesNamed,
} from "../schema/service.ts";
import { HandlerError } from "./handler.ts";
import type { ListedService } from "./listed_services.ts";
import { exportedService, serviceReference } from "./reference.ts";
import type { HandlerSource } from "./source.ts";
import { textOf } from "./text.ts";

/**
 * Makes one service of all that a module lists as `services` and of its default export.
 *
 * @param events what is told of while the IDL is read.
 * @throws {HandlerError} when a service is not there, or which one is meant cannot be told.
 * @throws {IdlError} when the IDL of one of them has errors.
 */
export function loadServices(
  module: Readonly<Record<string, unknown>>,
  source: HandlerSource,
  listed: readonly ListedService[],
  events: Pick<LoadOptions, "onWarning" | "onFile"> = {},
): ResolvedService {
  try {
    const idl = new Idl(module, source, events);
    const services = withDefault(module, idl, listed, listed.map(idl.find));
    refuseTwoMeanings(services, source.file);
    return { ...multiplex(services), files: idl.files };
  } catch (error) {
    if (error instanceof ServiceNotFoundError) throw new HandlerError(`${source.file}: ${error.message}`);
    throw error;
  }
}

/** One loader gives no name twice, but values that were generated apart may have other files of one name. */
function refuseTwoMeanings(services: readonly MultiplexedService[], file: string): void {
  const known = new Map<string, { readonly definition: object; readonly service: string }>();
  for (const { service } of services) {
    const { structs, enums } = service.schema;
    for (const [key, definition] of Object.entries({ ...structs, ...enums })) {
      const other = known.get(key) ?? { definition, service: service.name };
      known.set(key, other);
      if (other.definition === definition) continue;
      if (JSON.stringify(other.definition) === JSON.stringify(definition)) continue;
      throw new HandlerError(
        `${file}: the services ${other.service} and ${service.name} were generated from different files that define ${key}: generate them at once, thriftserve gen FILE FILE -o DIR, which tells the files apart`,
      );
    }
  }
}

interface FoundService {
  readonly entry: ListedService;
  /** The qualified name. */
  readonly key: string;
  readonly schema: Schema;
}

/** A schema, and perhaps the name of a service in it. */
interface Origin {
  readonly schema: () => Schema;
  readonly name?: string;
  /** Whether it is that of a text, behind which no name can be put. Default: false. */
  readonly isText?: boolean;
}

/** The text that stands in the module itself, in messages. */
const ownText = "the IDL in service";

/** The .thrift files of one handler, each read once, and only if a service is looked for in it. */
class Idl {
  readonly #module: Readonly<Record<string, unknown>>;
  readonly #source: HandlerSource;
  readonly #loader: IdlLoader;
  readonly #schemas = new Map<string, Schema>();

  constructor(
    module: Readonly<Record<string, unknown>>,
    source: HandlerSource,
    events: Pick<LoadOptions, "onWarning" | "onFile">,
  ) {
    this.#module = module;
    this.#source = source;
    this.#loader = new IdlLoader({ include: source.include, ...events });
  }

  get file(): string {
    return this.#source.file;
  }

  /** The service that the module itself names. */
  get own(): Origin {
    const { service } = this.#module;
    if (this.#source.idl === undefined && isService(service)) return originOf(service);
    if (this.#source.idl === undefined && isIdlText(service))
      return { schema: () => this.#readText(service), isText: true };
    const { path, name } = serviceReference(this.#module, this.#source);
    return { schema: () => this.#read(path), name };
  }

  /** Whether the module itself names a file: one that lists only whole modules need not. */
  get hasOwn(): boolean {
    return this.#source.idl !== undefined || this.#module.service !== undefined;
  }

  /** All that were read, each once. */
  get files(): readonly IdlFile[] {
    const all = [...this.#schemas.values()].flatMap((schema) => this.#loader.filesOf(schema));
    return [...new Map(all.map((file) => [file.program, file])).values()];
  }

  #read(path: string): Schema {
    const schema = this.#schemas.get(path) ?? this.#loader.load(path);
    this.#schemas.set(path, schema);
    return schema;
  }

  #readText(text: string): Schema {
    const schema = this.#schemas.get(text) ?? this.#loader.loadText(textOf(text, this.#source));
    this.#schemas.set(text, schema);
    return schema;
  }

  readonly find = (entry: ListedService): FoundService => {
    const exported = entry.module?.service;
    if (exported === undefined) {
      const { schema: read, isText } = this.own;
      const schema = read();
      const file = isText ? ownText : `${schema.program}.thrift`;
      return { entry, key: findKey(schema, entry, file), schema };
    }
    const { schema, name } = this.#originOf(exported, entry.place);
    return { entry, key: serviceKey(schema(), name), schema: schema() };
  };

  #originOf(exported: unknown, place: string): Origin {
    if (isService(exported)) return originOf(exported);
    if (isIdlText(exported)) {
      return originOf(resolveOnlyService(this.#readText(exported), `the IDL in the service of ${place}`));
    }
    const { path, name } = exportedService(exported, this.#source.url, place);
    // `#Name` alone is a service of the file that the listing module names.
    if (typeof exported === "string" && exported.startsWith("#")) return { schema: this.own.schema, name };
    return { schema: () => this.#read(path), name };
  }
}

function originOf({ schema, name }: ResolvedService): Origin {
  return { schema: () => schema, name };
}

/** The service that an entry's own key names: of the file itself, or else of one that it includes. */
function findKey(schema: Schema, { prefix, place }: ListedService, file: string): string {
  const own = `${schema.program}.${prefix}`;
  const all = Object.keys(schema.services);
  const named = all.includes(own) ? [own] : servicesNamed(schema, prefix);
  const keys = named.length > 0 ? named : all.filter((key) => localName(key) === prefix);
  if (keys.length === 1) return keys[0]!;
  if (keys.length > 1) {
    throw new HandlerError(`${place} may be ${keys.join(" or ")}: use one of these as the key`);
  }
  const known = all.map((key) => (programName(key) === schema.program ? localName(key) : key)).join(", ");
  throw new HandlerError(
    `${place}: ${file} and what it includes define no service ${prefix}${known ? `; they define ${known}` : ""}. A whole module with a service of its own may have any key`,
  );
}

/** Adds the service that answers calls without a prefix, or marks the listed one that does. */
function withDefault(
  module: Readonly<Record<string, unknown>>,
  idl: Idl,
  listed: readonly ListedService[],
  found: readonly FoundService[],
): MultiplexedService[] {
  const named = idl.hasOwn ? idl.own.name : undefined;
  const marked = (bare: FoundService | undefined): MultiplexedService[] =>
    found.map((one) => ({
      service: resolveService(one.schema, one.key),
      prefix: one.entry.prefix,
      bare: one === bare,
    }));
  if (module.default === undefined) {
    if (named === undefined) return marked(listed.length === 1 ? found[0] : undefined);
    const key = qualified(idl, named);
    const bare = found.find((one) => one.key === key);
    if (bare !== undefined) return marked(bare);
    throw new HandlerError(
      `${idl.file}: service names ${named} as the one that answers calls without a prefix, which is neither listed in services nor has a default export with its methods`,
    );
  }
  const same = found.find((one) => one.entry.self === module.default);
  if (same !== undefined && (named === undefined || qualified(idl, named) === same.key)) return marked(same);
  const key = named === undefined ? defaultKey(idl, found) : qualified(idl, named);
  return [{ service: resolveService(idl.own.schema(), key), bare: true }, ...marked(undefined)];
}

function qualified(idl: Idl, name: string): string {
  return serviceKey(idl.own.schema(), name);
}

/**
 * The service of the default export, where nothing names it: the only one left, or the only one; of a text, or else the one
 * that no other extends.
 */
function defaultKey(idl: Idl, found: readonly FoundService[]): string {
  const { schema: read, isText } = idl.own;
  const schema = read();
  const own = ownServices(schema);
  const left = own.filter((key) => !found.some((one) => one.key === key));
  for (const candidates of [left, own]) if (candidates.length === 1) return candidates[0]!;
  if (isText) return serviceKey(schema, resolveOnlyService(schema, ownText).name);
  if (own.length === 0) throw new ServiceNotFoundError(`${schema.program}.thrift defines no service`);
  const candidates = (left.length > 0 ? left : own).map(localName);
  throw new HandlerError(
    `${idl.file}: its default export may be ${candidates.join(" or ")}: name the service, as in ${schema.program}.thrift#${candidates[0]}`,
  );
}
