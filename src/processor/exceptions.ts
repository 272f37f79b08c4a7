// The classes a handler throws declared exceptions with, and telling which one was thrown.
import type { Func, Schema } from "../schema/schema.ts";

/** A class of the IDL's exception: `throw new call.exceptions.InvalidOperation({ whatOp, why })`. */
export type ExceptionClass = new (fields?: Readonly<Record<string, unknown>>) => Error;

/** Makes a class for every exception of the schema, by its name without the program. */
export function exceptionClasses(schema: Schema): Readonly<Record<string, ExceptionClass>> {
  const classes: Record<string, ExceptionClass> = Object.create(null);
  for (const struct of Object.values(schema.structs)) {
    if (struct.kind === "exception") classes[localName(struct.name)] = exceptionClass(struct.name);
  }
  return classes;
}

/**
 * Tells which of a function's declared exceptions `thrown` is.
 *
 * An instance of the class in `classes`, or any object whose `name`, or whose class's name, is the
 * exception's. @returns the index in the function's `throws`, or -1.
 */
export function declaredException(
  func: Func,
  classes: Readonly<Record<string, ExceptionClass>>,
  thrown: unknown,
): number {
  if (typeof thrown !== "object" || thrown === null) return -1;
  return func.throws.findIndex(({ type }) => {
    if (type.kind !== "struct") return false;
    const name = localName(type.name);
    const known = classes[name];
    return (
      (known !== undefined && thrown instanceof known) ||
      (thrown as { name?: unknown }).name === name ||
      thrown.constructor?.name === name
    );
  });
}

function exceptionClass(qualifiedName: string): ExceptionClass {
  const name = localName(qualifiedName);
  const type = class extends Error {
    constructor(fields: Readonly<Record<string, unknown>> = {}) {
      super(typeof fields.message === "string" ? fields.message : name);
      for (const [key, value] of Object.entries(fields)) {
        // Defined, not assigned: a field may have the name of an accessor such as __proto__.
        Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
      }
    }
  };
  Object.defineProperty(type, "name", { value: name });
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
  return type;
}

function localName(qualifiedName: string): string {
  return qualifiedName.slice(qualifiedName.lastIndexOf(".") + 1);
}
