// The binary protocol at run time: its type codes, and passing over values that were not asked for.
import type { BaseKind } from "../schema/schema.ts";
import { readI32 } from "./bytes.ts";
import type { Input } from "./input.ts";
import { badLength, badType, longString, tooDeep, tooMany, truncated } from "./read_errors.ts";

/** The kind of a type on the wire: enums are i32. */
export type WireKind = BaseKind | "struct" | "map" | "set" | "list";

/** TType of Apache's libraries. */
export const binaryTypes: Readonly<Record<WireKind, number>> = {
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  binary: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
  uuid: 16,
};

/** The fewest bytes a value of each type code takes; 0: there is no such type. */
const least = [0, 0, 1, 1, 8, 0, 2, 0, 4, 0, 8, 4, 1, 6, 5, 5, 16];

/** Whether values of a type code all have the size that {@link least} says. */
const isFixed = least.map(
  (size, code) => size > 0 && (code < binaryTypes.string || code === binaryTypes.uuid),
);

/** {@link least} by kind, for readers that know what they expect. */
export function binaryLeast(kind: WireKind): number {
  return least[binaryTypes[kind]]!;
}

/**
 * Passes over a value of the type with this code.
 *
 * @param depth of the value, if it is a struct or container: 1 for a message's own struct.
 * @throws {ProtocolError}
 */
export function skipBinary(input: Input, code: number, depth: number): void {
  if (isFixed[code] === true) advance(input, least[code]!);
  else if (code === binaryTypes.string) advance(input, readStringLength(input));
  else if (depth > input.maxDepth) throw tooDeep(input.maxDepth);
  else if (code === binaryTypes.struct) skipStruct(input, depth);
  else if (code === binaryTypes.map) {
    advance(input, 2);
    const p = input.position;
    const count = readLength(input);
    skipElements(input, count, input.bytes[p - 2]!, input.bytes[p - 1]!, depth);
  } else if (code === binaryTypes.set || code === binaryTypes.list) {
    advance(input, 1);
    const type = input.bytes[input.position - 1]!;
    skipElements(input, readLength(input), type, undefined, depth);
  } else throw badType(code);
}

function skipStruct(input: Input, depth: number): void {
  for (;;) {
    if (input.position >= input.end) throw truncated();
    const code = input.bytes[input.position++]!;
    if (code === 0) return;
    advance(input, 2);
    skipBinary(input, code, depth + 1);
  }
}

function skipElements(input: Input, count: number, first: number, second: number | undefined, depth: number) {
  if (count === 0) return;
  if (count > input.maxContainerSize) throw tooMany(count, input.maxContainerSize);
  const size = leastOf(first) + (second === undefined ? 0 : leastOf(second));
  if (count * size > input.end - input.position) throw badLength(count);
  if (isFixed[first] && (second === undefined || isFixed[second])) {
    advance(input, count * size);
    return;
  }
  for (let index = 0; index < count; index++) {
    skipBinary(input, first, depth + 1);
    if (second !== undefined) skipBinary(input, second, depth + 1);
  }
}

function leastOf(code: number): number {
  const size = least[code];
  if (!size) throw badType(code);
  return size;
}

function readLength(input: Input): number {
  const p = input.position;
  advance(input, 4);
  const b = input.bytes;
  const length = readI32(b, p);
  if (length < 0) throw badLength(length);
  return length;
}

function readStringLength(input: Input): number {
  const length = readLength(input);
  if (length > input.maxStringSize) throw longString(length, input.maxStringSize);
  return length;
}

function advance(input: Input, length: number): void {
  if (length > input.end - input.position) throw truncated();
  input.position += length;
}
