// Reads the `services` of a handler module: several of them behind one address, told apart by a prefix.
import { prefixEnd } from "../schema/service.ts";
import { HandlerError } from "./handler.ts";

/** An entry of `services`. */
export interface ListedService {
  /** Its key: what clients put before the colon. */
  readonly prefix: string;
  /** The object with its methods. */
  readonly self: object;
  /** The handler module that was listed whole; absent: the entry is the methods themselves. */
  readonly module?: Readonly<Record<string, unknown>>;
  /** Its name in messages: `handler.ts: services.Calculator`. */
  readonly place: string;
}

/**
 * Reads a module's `services`.
 *
 * @returns undefined when it exports none.
 * @throws {HandlerError} when one of them cannot be served.
 */
export function listedServices(
  module: Readonly<Record<string, unknown>>,
  file: string,
): readonly ListedService[] | undefined {
  const { services } = module;
  if (services === undefined) return undefined;
  if (!isObject(services)) {
    throw new HandlerError(`${file} exports services, which is no object: expected ${example}`);
  }
  const listed = Object.entries(services).map(([prefix, value]) => listedService(prefix, value, file));
  if (listed.length === 0) {
    throw new HandlerError(`${file} exports services with nothing in it: expected ${example}`);
  }
  return listed;
}

const example = "export const services = { NAME: { ...methods }, ... }";

function listedService(prefix: string, value: unknown, file: string): ListedService {
  const place = `${file}: services.${prefix}`;
  if (prefix === "" || prefix.includes(prefixEnd)) {
    throw new HandlerError(
      `${file}: services has the key "${prefix}": expected a name without a colon, which clients put before one`,
    );
  }
  if (!isObject(value)) {
    throw new HandlerError(`${place} is no object: expected its methods, or a whole handler module`);
  }
  // No method is an object: what has one as its default is a module.
  const self = Object.hasOwn(value, "default") ? value.default : undefined;
  if (!isObject(self)) return { prefix, self: value, place };
  if (Object.hasOwn(value, "services")) {
    throw new HandlerError(`${place} lists services itself: list them in ${file}`);
  }
  return { prefix, self, module: value, place };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
