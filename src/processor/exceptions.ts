// The classes that a handler throws the IDL's exceptions with.
import { isOfEngine } from "../codec/given_fields.ts";
import type { Schema } from "../schema/schema.ts";
import { localName } from "../schema/service.ts";

/** A class of the IDL's exception: `throw new call.exceptions.InvalidOperation({ whatOp, why })`. */
export type ExceptionClass = new (fields?: Readonly<Record<string, unknown>>) => Error;

/** The classes of a schema's exceptions. */
export interface ExceptionClasses {
  /**
   * The classes that handlers throw, by the name without its program. Where several files define an exception of one
   * name they are there by their whole names too, `shared.NotFound`; one thrown by the short name is the one that its
   * fields fit.
   */
  readonly named: Readonly<Record<string, ExceptionClass>>;
  /** By their whole names. */
  readonly whole: ReadonlyMap<string, KnownException>;
}

/** An exception of the IDL and its classes. */
export interface KnownException {
  readonly type: ExceptionClass;
  /** The class above it and all others of its short name; absent when there are none. */
  readonly shared: ExceptionClass | undefined;
  readonly fields: ReadonlySet<string>;
}

/** Makes a class for every exception of the schema. */
export function exceptionClasses(schema: Schema): ExceptionClasses {
  const named: Record<string, ExceptionClass> = Object.create(null);
  const whole = new Map<string, KnownException>();
  const exceptions = Object.values(schema.structs).filter(({ kind }) => kind === "exception");
  const namesakes = new Map<string, number>();
  for (const { name } of exceptions) {
    namesakes.set(localName(name), (namesakes.get(localName(name)) ?? 0) + 1);
  }
  for (const { name, fields } of exceptions) {
    const short = localName(name);
    const names = fields.map((field) => field.name);
    const isShared = namesakes.get(short)! > 1;
    if (isShared) named[short] ??= exceptionClass(short, Error, []);
    const shared = isShared ? named[short] : undefined;
    const type = exceptionClass(short, shared ?? Error, names.filter(isOfEngine));
    named[isShared ? name : short] = type;
    whole.set(name, { type, shared, fields: new Set(names) });
  }
  return { named, whole };
}

/**
 * `name` and `message` stand on the prototype, so that an instance has as its own what it was given, and nothing else:
 * that is what a client is sent.
 *
 * @param ofEngine its fields that engines fill in: they are the handler's to set here.
 */
function exceptionClass(name: string, parent: new () => Error, ofEngine: readonly string[]): ExceptionClass {
  const type = class extends parent {
    constructor(fields: Readonly<Record<string, unknown>> = {}) {
      super();
      for (const key of ofEngine) set(this, key, undefined);
      for (const [key, value] of Object.entries(fields)) set(this, key, value);
    }
  };
  Object.defineProperty(type, "name", { value: name });
  for (const property of ["name", "message"]) {
    Object.defineProperty(type.prototype, property, { value: name, writable: true, configurable: true });
  }
  return type;
}

/** Defined, not assigned: a field may have the name of an accessor such as __proto__. */
function set(exception: Error, key: string, value: unknown): void {
  Object.defineProperty(exception, key, { value, writable: true, enumerable: true, configurable: true });
}
