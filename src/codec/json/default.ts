// Default values for readers and writers that are closures.
import type { Field, Schema } from "../../schema/schema.ts";
import { defaultValue } from "../defaults.ts";

/**
 * A function that makes a field's default, anew each time; undefined when it has none. It is compiled from the
 * expression that generated readers hold, so that a default is the same value in every protocol.
 */
export function defaultMaker(field: Field, schema: Schema): (() => unknown) | undefined {
  if (field.default === undefined) return undefined;
  return new Function(`return ${defaultValue(field.default, field.type, schema)};`) as () => unknown;
}
