// Checks a handler module against its service before anything is served.
import type { ResolvedService } from "../schema/service.ts";
import { type Handler, HandlerError, InitError, type Method, type WorkerInfo } from "./handler.ts";

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
 * @throws {HandlerError} that lists every method that is missing.
 */
export function checkHandler(
  module: Readonly<Record<string, unknown>>,
  service: ResolvedService,
  file: string,
): CheckedHandler {
  const self = module.default;
  if (typeof self !== "object" || self === null) {
    throw new HandlerError(
      `${file} has no default export with the methods of ${service.name}: expected export default { ${
        service.functions[0]?.name ?? ""
      }(...) { ... }, ... }`,
    );
  }
  const methods = service.functions.map((func) => findMethod(self, func.name));
  const missing = service.functions.filter((_, index) => methods[index] === undefined);
  if (missing.length > 0) {
    const names = missing.map((func) => func.name).join(", ");
    throw new HandlerError(
      `${file} lacks ${missing.length === 1 ? "a method" : "methods"} of ${service.name}: ${names}`,
    );
  }
  const served = new Set(service.functions.map((func) => func.name));
  const extra = methodNames(self).filter((name) => !served.has(name));
  return {
    handler: {
      methods: methods as readonly Method[],
      self,
      init: namingFailures(hook(module, "init", file), file),
      close: hook(module, "close", file),
    },
    warnings:
      extra.length === 0
        ? []
        : [
            `${file} has methods that ${service.name} does not declare; no client can call them: ${extra.join(", ")}`,
          ],
  };
}

/** What every object inherits is never a method of a service: `toString` has to be the handler's own. */
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

function hook(module: Readonly<Record<string, unknown>>, name: "init" | "close", file: string) {
  const value = module[name];
  if (value === undefined) return undefined;
  if (typeof value === "function") return value as (worker?: unknown) => unknown;
  throw new HandlerError(`${file} exports ${name}, which is no function`);
}

/** Nothing else tells whoever starts a server that it is init which has failed. */
function namingFailures(init: Handler["init"], file: string): Handler["init"] {
  if (init === undefined) return undefined;
  return async (worker: WorkerInfo) => {
    try {
      await init(worker);
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? String(error)) : String(error);
      throw new InitError(`init of ${file} failed: ${reason}`, { cause: error });
    }
  };
}
