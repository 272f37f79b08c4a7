// Readers of single values in the JSON protocol: scalars, strings, structs, and containers of them.
import { uuidPattern } from "../protocol/bytes.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { badElements } from "../protocol/failures.ts";
import type { Input } from "../protocol/input.ts";
import {
  nextByte,
  pass,
  readCount,
  readDouble,
  readI64,
  readInteger,
  readTypeName,
  unexpected,
} from "../protocol/json_read.ts";
import { jsonTypes, leastElement, leastPair, syntax } from "../protocol/json_syntax.ts";
import { readBinary, readQuoted } from "../protocol/json_text.ts";
import type { Schema, Type } from "../schema/schema.ts";
import { wireKind } from "./emitter.ts";

/** Reads a value; `depth` is that of the struct it stands in. */
export type ReadValue = (input: Input, depth: number) => unknown;

/** What readers have in common. */
export interface ReaderContext {
  readonly schema: Schema;
  /** The reader of the struct, union or exception of this name. */
  struct(name: string): StructReader;
}

/** Its `read` is set only once the readers of the struct's fields are made. */
export interface StructReader {
  read: ReadValue;
}

/**
 * Makes the reader of a value.
 *
 * The reader of a container gives undefined, somewhere inside it, when that has elements of another type.
 *
 * @param place what the value is, for error messages: `Work.op`.
 * @param isKey whether it is a map's key, of which numbers stand in quotes.
 */
export function valueReader(type: Type, place: string, isKey: boolean, context: ReaderContext): ReadValue {
  switch (type.kind) {
    case "bool":
      return (input) => readInteger(input, "byte", isKey) !== 0;
    case "byte":
    case "i16":
    case "i32": {
      const { kind } = type;
      return (input) => readInteger(input, kind, isKey);
    }
    case "enum":
      return (input) => readInteger(input, "i32", isKey);
    case "i64":
      return (input) => readI64(input, isKey);
    case "double":
      return (input) => readDouble(input, isKey);
    case "string":
      return (input) => readText(input, place);
    case "uuid":
      return (input) => readUuid(input, place);
    case "binary":
      return (input) => {
        if (nextByte(input) !== syntax.quote) throw unexpected(input, "base64");
        return readBinary(input, place);
      };
    case "struct": {
      const struct = context.struct(type.name);
      return (input, depth) => struct.read(input, depth + 1);
    }
    case "list":
      return listReader(type.element, place, context);
    case "set": {
      const read = listReader(type.element, place, context);
      return (input, depth) => {
        const elements = read(input, depth);
        return elements && new Set(elements);
      };
    }
    case "map":
      return mapReader(type.key, type.value, place, context);
  }
}

function readText(input: Input, place: string): string {
  if (nextByte(input) !== syntax.quote) throw unexpected(input, "a string");
  return readQuoted(input, place);
}

function readUuid(input: Input, place: string): string {
  const text = readText(input, place);
  if (!uuidPattern.test(text)) throw new ProtocolError("INVALID_DATA", `${place} is not a uuid`);
  return text.toLowerCase();
}

function listReader(
  element: Type,
  place: string,
  context: ReaderContext,
): (input: Input, depth: number) => unknown[] | undefined {
  const type = jsonTypes[wireKind(element)];
  const read = elementReader(element, place, false, context);
  return (input, depth) => {
    pass(input, syntax.openArray);
    const found = readTypeName(input);
    pass(input, syntax.comma);
    const count = readCount(input, leastElement);
    if (found !== type && count > 0) return undefined;
    const elements: unknown[] = [];
    for (let index = 0; index < count; index++) {
      pass(input, syntax.comma);
      elements.push(read(input, depth));
    }
    pass(input, syntax.closeArray);
    return elements;
  };
}

function mapReader(key: Type, value: Type, place: string, context: ReaderContext): ReadValue {
  const types = [jsonTypes[wireKind(key)], jsonTypes[wireKind(value)]] as const;
  const readKey = elementReader(key, place, true, context);
  const readValue = elementReader(value, place, false, context);
  return (input, depth) => {
    pass(input, syntax.openArray);
    const keyType = readTypeName(input);
    pass(input, syntax.comma);
    const valueType = readTypeName(input);
    pass(input, syntax.comma);
    const count = readCount(input, leastPair);
    if ((keyType !== types[0] || valueType !== types[1]) && count > 0) return undefined;
    pass(input, syntax.comma);
    pass(input, syntax.openObject);
    const entries = new Map<unknown, unknown>();
    for (let index = 0; index < count; index++) {
      if (index > 0) pass(input, syntax.comma);
      const one = readKey(input, depth);
      pass(input, syntax.colon);
      entries.set(one, readValue(input, depth));
    }
    pass(input, syntax.closeObject);
    pass(input, syntax.closeArray);
    return entries;
  };
}

/** An element can neither be passed over nor be absent: the whole message is refused. */
function elementReader(type: Type, place: string, isKey: boolean, context: ReaderContext): ReadValue {
  const read = valueReader(type, place, isKey, context);
  if (type.kind !== "list" && type.kind !== "set" && type.kind !== "map") return read;
  return (input, depth) => {
    const value = read(input, depth);
    if (value === undefined) throw badElements(place);
    return value;
  };
}
