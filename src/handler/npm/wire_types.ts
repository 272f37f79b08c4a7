// Thrift's numbers of types and messages, as npm thrift's protocols hand them to generated code.
import type { Type } from "../../schema/schema.ts";

/** The number that ends a struct. */
export const stop = 0;
/** The number of structs. */
export const struct = 12;

const byKind: Readonly<Record<Type["kind"], number>> = {
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  enum: 8,
  i64: 10,
  string: 11,
  binary: 11,
  struct,
  map: 13,
  set: 14,
  list: 15,
  uuid: 16,
};

/** All numbers that a field can have. */
export const wireTypes: readonly number[] = [...new Set(Object.values(byKind))];

/** The number of a type. */
export function wireType({ kind }: Type): number {
  return byKind[kind];
}

/** The numbers of messages that generated code looks at. */
export const messageTypes = { reply: 2, exception: 3, oneway: 4 } as const;
