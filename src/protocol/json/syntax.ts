// The elements of the JSON protocol: its punctuation and the names of its types.
import type { WireKind } from "../binary.ts";

/** The bytes that stand between values. */
export const syntax = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** The names of types; `uid` is in Apache's newer libraries only. */
export const jsonTypeNames = [
  "tf",
  "i8",
  "i16",
  "i32",
  "i64",
  "dbl",
  "str",
  "rec",
  "map",
  "lst",
  "set",
  "uid",
] as const;

export type JsonType = (typeof jsonTypeNames)[number];

/** The name of each type in messages. */
export const jsonTypes: Readonly<Record<WireKind, JsonType>> = {
  bool: "tf",
  byte: "i8",
  i16: "i16",
  i32: "i32",
  i64: "i64",
  double: "dbl",
  string: "str",
  binary: "str",
  uuid: "uid",
  struct: "rec",
  map: "map",
  list: "lst",
  set: "set",
};

/** The fewest bytes that an element of a list or set takes, its comma included: `1,`. */
export const leastElement = 2;

/** The fewest bytes that a map's key and value take: `"":1,`. */
export const leastPair = 5;
