// The JSON protocol at run time: passing over values that were not asked for.

import type { Input } from "../input.ts";
import { tooDeep, tooMany } from "../read_errors.ts";
import {
  nextByte,
  pass,
  readCount,
  readDouble,
  readI64,
  readInteger,
  readTypeName,
  unexpected,
} from "./read.ts";
import { type JsonType, leastElement, leastPair, syntax } from "./syntax.ts";
import { skipQuoted } from "./text.ts";

/**
 * Passes over a value of the type with this name.
 *
 * @param depth of the value, if it is a struct or container: 1 for a message's own struct.
 * @param isKey whether it is a map's key, of which numbers stand in quotes.
 * @throws {ProtocolError}
 */
export function skipJson(input: Input, type: JsonType, depth: number, isKey = false): void {
  switch (type) {
    case "tf":
    case "i8":
      readInteger(input, "byte", isKey);
      return;
    case "i16":
    case "i32":
      readInteger(input, type, isKey);
      return;
    case "i64":
      readI64(input, isKey);
      return;
    case "dbl":
      readDouble(input, isKey);
      return;
    case "str":
    case "uid":
      if (nextByte(input) !== syntax.quote) throw unexpected(input, "a string");
      skipQuoted(input);
      return;
  }
  if (depth > input.maxDepth) throw tooDeep(input.maxDepth);
  if (type === "rec") skipStruct(input, depth);
  else if (type === "map") skipMap(input, depth);
  else skipList(input, depth);
}

function skipStruct(input: Input, depth: number): void {
  pass(input, syntax.openObject);
  if (nextByte(input) !== syntax.closeObject) {
    for (;;) {
      readInteger(input, "i16", true);
      pass(input, syntax.colon);
      pass(input, syntax.openObject);
      const type = readTypeName(input);
      pass(input, syntax.colon);
      skipJson(input, type, depth + 1);
      pass(input, syntax.closeObject);
      if (nextByte(input) !== syntax.comma) break;
      input.position++;
    }
  }
  pass(input, syntax.closeObject);
}

function skipList(input: Input, depth: number): void {
  pass(input, syntax.openArray);
  const type = readTypeName(input);
  pass(input, syntax.comma);
  const count = countOf(input, leastElement);
  for (let index = 0; index < count; index++) {
    pass(input, syntax.comma);
    skipJson(input, type, depth + 1);
  }
  pass(input, syntax.closeArray);
}

function skipMap(input: Input, depth: number): void {
  pass(input, syntax.openArray);
  const key = readTypeName(input);
  pass(input, syntax.comma);
  const value = readTypeName(input);
  pass(input, syntax.comma);
  const count = countOf(input, leastPair);
  pass(input, syntax.comma);
  pass(input, syntax.openObject);
  for (let index = 0; index < count; index++) {
    if (index > 0) pass(input, syntax.comma);
    skipJson(input, key, depth + 1, true);
    pass(input, syntax.colon);
    skipJson(input, value, depth + 1);
  }
  pass(input, syntax.closeObject);
  pass(input, syntax.closeArray);
}

/** The count of a container that is passed over: held to the limits of those that are read. */
function countOf(input: Input, least: number): number {
  const count = readCount(input, least);
  if (count > input.maxContainerSize) throw tooMany(count, input.maxContainerSize);
  return count;
}
