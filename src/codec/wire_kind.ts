// The kinds of types as they are sent.
import type { WireKind } from "../protocol/binary.ts";
import type { Type } from "../schema/schema.ts";

/** The kind that a type has on the wire: enums are i32. */
export function wireKind(type: Type): WireKind {
  return type.kind === "enum" ? "i32" : type.kind;
}
