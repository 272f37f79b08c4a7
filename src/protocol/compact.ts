// The compact protocol at run time: its type codes, and passing over values that were not asked for.
import type { WireKind } from "./binary.ts";
import type { Input } from "./input.ts";
import { badLength, badType, badVarint, longString, tooDeep, tooMany, truncated } from "./read_errors.ts";
import { readVarint } from "./varint.ts";

/** The type codes of fields and elements. A bool field is 1 when true and 2 when false; bool elements are 1 or 2. */
export const compactTypes: Readonly<Record<WireKind, number>> = {
  bool: 1,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  string: 8,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
  uuid: 13,
};

/** The fewest bytes an element of each type code takes; 0: there is no such type. */
const least = [0, 1, 1, 1, 1, 1, 1, 8, 1, 1, 1, 1, 1, 16];

/** Bytes of an element of each type whose values all have the same size; 0 for the others. */
const fixed = [0, 1, 1, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 16];

/** {@link least} by kind, for readers that know what they expect. */
export function compactLeast(kind: WireKind): number {
  return least[compactTypes[kind]]!;
}

/**
 * Passes over a field's value of the type with this code.
 *
 * @param depth of the value, if it is a struct or container: 1 for a message's own struct.
 * @throws {ProtocolError}
 */
export function skipCompact(input: Input, code: number, depth: number): void {
  // A bool field is nothing but its header.
  if (code !== 1 && code !== 2) skipElement(input, code, depth);
}

function skipElement(input: Input, code: number, depth: number): void {
  const size = fixed[code];
  if (size !== undefined && size > 0) advance(input, size);
  else if (code === compactTypes.i16 || code === compactTypes.i32) readVarint(input);
  else if (code === compactTypes.i64) skipVarint64(input);
  else if (code === compactTypes.string) advance(input, readStringLength(input));
  else if (depth > input.maxDepth) throw tooDeep(input.maxDepth);
  else if (code === compactTypes.struct) skipStruct(input, depth);
  else if (code === compactTypes.map) skipMap(input, depth);
  else if (code === compactTypes.list || code === compactTypes.set) skipList(input, depth);
  else throw badType(code);
}

function skipStruct(input: Input, depth: number): void {
  for (;;) {
    const header = readByte(input);
    if ((header & 15) === 0) return;
    if (header < 16) readVarint(input);
    skipCompact(input, header & 15, depth + 1);
  }
}

function skipList(input: Input, depth: number): void {
  const header = readByte(input);
  const count = header >> 4 === 15 ? readLength(input) : header >> 4;
  if (count === 0) return;
  if (count > input.maxContainerSize) throw tooMany(count, input.maxContainerSize);
  if (count * leastOf(header & 15) > input.end - input.position) throw badLength(count);
  for (let index = 0; index < count; index++) skipElement(input, header & 15, depth + 1);
}

function skipMap(input: Input, depth: number): void {
  const count = readLength(input);
  if (count === 0) return;
  if (count > input.maxContainerSize) throw tooMany(count, input.maxContainerSize);
  const types = readByte(input);
  const size = leastOf(types >> 4) + leastOf(types & 15);
  if (count * size > input.end - input.position) throw badLength(count);
  for (let index = 0; index < count; index++) {
    skipElement(input, types >> 4, depth + 1);
    skipElement(input, types & 15, depth + 1);
  }
}

function leastOf(code: number): number {
  const size = least[code];
  if (!size) throw badType(code);
  return size;
}

function skipVarint64(input: Input): void {
  for (let index = 0; index < 10; index++) if (readByte(input) < 128) return;
  throw badVarint();
}

function readByte(input: Input): number {
  if (input.position >= input.end) throw truncated();
  return input.bytes[input.position++]!;
}

function readLength(input: Input): number {
  const length = readVarint(input);
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
