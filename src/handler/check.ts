// Checks a handler module against its service before anything is served.
import type { ResolvedService, ServedFunction } from "../schema/service.ts";
import { aroundsOf } from "./around.ts";
import { expected, exportedByName } from "./expected.ts";
import { type AroundMethod, type Handler, HandlerError, type Method } from "./handler.ts";
import { hooksOf } from "./hooks.ts";
import type { ListedService } from "./listed_services.ts";

/** A handler, and what its author may want to know though it can be served. */
export interface CheckedHandler {
  readonly handler: Handler;
  readonly warnings: readonly string[];
}

/**
 * Finds a method for every function of the service.
 *
 * @param module what `import()` of the handler gave.
 * @param file the module's path, for messages.
 * @param listed the services that it lists.
 * @throws {HandlerError} that lists every method that is missing.
 */
export function checkHandler(
  module: Readonly<Record<string, unknown>>,
  service: ResolvedService,
  file: string,
  listed: readonly ListedService[] = [],
): CheckedHandler {
  const methods: Method[] = [];
  const receivers: object[] = [];
  const arounds: (readonly AroundMethod[])[] = [];
  const warnings: string[] = [];
  const own = { module, place: file };
  for (const { name, prefix, functions } of partsOf(service)) {
    const entry = listed.find((one) => one.prefix === prefix);
    const place = entry?.place ?? file;
    const self = entry?.self ?? defaultExport(module, name, functions, file);
    methods.push(...findMethods(self, name, functions, place, entry === undefined ? module : {}));
    receivers.push(...functions.map(() => self));
    const around = aroundsOf(entry?.module === undefined ? [own] : [{ module: entry.module, place }, own]);
    arounds.push(...functions.map(() => around));
    warnings.push(...extraMethods(self, name, functions, place, module));
  }
  const whole = listed.flatMap((one) => (one.module === undefined ? [] : [{ ...one, module: one.module }]));
  const handler = { methods, receivers, ...hooksOf([own, ...whole]) };
  const isSurrounded = arounds.some(({ length }) => length > 0);
  return { handler: isSurrounded ? { ...handler, arounds } : handler, warnings };
}

/** The functions that one object has the methods for. */
interface Part {
  readonly name: string;
  readonly prefix: string | undefined;
  readonly functions: ServedFunction[];
}

function partsOf(service: ResolvedService): Iterable<Part> {
  // A service that is alone is checked even if it has no functions.
  const alone: Part = { name: service.name, prefix: undefined, functions: [] };
  const parts = new Map<string | undefined, Part>(service.prefixes === undefined ? [[undefined, alone]] : []);
  for (const func of service.functions) {
    const part = parts.get(func.prefix) ?? {
      name: func.service ?? service.name,
      prefix: func.prefix,
      functions: [],
    };
    parts.set(func.prefix, part);
    part.functions.push(func);
  }
  return parts.values();
}

function defaultExport(
  module: Readonly<Record<string, unknown>>,
  name: string,
  functions: readonly ServedFunction[],
  file: string,
): object {
  const self = module.default;
  if (typeof self === "object" && self !== null && !(self instanceof Promise)) return self;
  throw new HandlerError(
    `${file} has no default export with the methods of ${name}: ${expected(module, functions)}`,
  );
}

function findMethods(
  self: object,
  name: string,
  functions: readonly ServedFunction[],
  place: string,
  module: Readonly<Record<string, unknown>>,
): Method[] {
  const methods = functions.map((func) => findMethod(self, func.name));
  const missing = functions.filter((_, index) => methods[index] === undefined).map((func) => func.name);
  if (missing.length > 0) {
    const what = missing.length === 1 ? "a method" : "methods";
    throw new HandlerError(
      `${place} lacks ${what} of ${name}: ${missing.join(", ")}${exportedByName(module, missing)}`,
    );
  }
  return methods as Method[];
}

/** Finds a method, but none that every object inherits: `toString` has to be the handler's own. */
function findMethod(self: object, name: string): Method | undefined {
  for (let holder: object | null = self; holder !== null; holder = Object.getPrototypeOf(holder)) {
    if (holder === Object.prototype) return undefined;
    const property = Object.getOwnPropertyDescriptor(holder, name);
    if (property === undefined) continue;
    const value: unknown = property.get === undefined ? property.value : property.get.call(self);
    const isClass = name === "constructor" && holder !== self;
    return typeof value === "function" && !isClass ? (value as Method) : undefined;
  }
  return undefined;
}

function extraMethods(
  self: object,
  name: string,
  functions: readonly ServedFunction[],
  place: string,
  module: Readonly<Record<string, unknown>>,
): string[] {
  const served = new Set(functions.map((func) => func.name));
  // In CommonJS the module itself may be the object with the methods.
  const isHook = (method: string) =>
    ["around", "init", "warmup", "share", "close"].includes(method) && Object.hasOwn(module, method);
  const extra = methodNames(self).filter((method) => !served.has(method) && !isHook(method));
  if (extra.length === 0) return [];
  return [`${place} has methods that ${name} does not declare; no client can call them: ${extra.join(", ")}`];
}

function methodNames(self: object): string[] {
  const names = new Set<string>();
  for (let holder: object | null = self; holder !== null && holder !== Object.prototype; ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (name !== "constructor" && typeof property.value === "function") names.add(name);
    }
    holder = Object.getPrototypeOf(holder);
  }
  return [...names];
}
