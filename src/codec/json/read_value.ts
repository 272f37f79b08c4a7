// Readers of single values in the JSON protocol: scalars, strings, structs, and containers of them.
import { uuidPattern } from "../../protocol/bytes.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Input } from "../../protocol/input.ts";
import {
  nextByte,
  pass,
  readCount,
  readDouble,
  readI64,
  readInteger,
  readTypeName,
  unexpected,
} from "../../protocol/json/read.ts";
import { jsonTypes, leastElement, leastPair, syntax } from "../../protocol/json/syntax.ts";
import { readBinary, readQuoted } from "../../protocol/json/text.ts";
import { memory } from "../../protocol/memory.ts";
import { badElements } from "../../protocol/read_errors.ts";
import type { Schema, Type } from "../../schema/schema.ts";
import { elementCost, listElementCost, pairCost, structCost } from "../cost.ts";
import { wireKind } from "../wire_kind.ts";

/** Reads a value; `depth` is that of the struct it stands in. */
export type ReadValue = (input: Input, depth: number) => unknown;

/** The parts that all readers share. */
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
 * @param charged whether its memory is counted already, unless it has a length: the container does so for all its
 *   elements at once and before there are any.
 */
export function valueReader(
  type: Type,
  place: string,
  isKey: boolean,
  context: ReaderContext,
  charged = false,
): ReadValue {
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
      const cost = charged ? 0 : structCost(type.name, context.schema);
      return (input, depth) => {
        input.charge(cost);
        return struct.read(input, depth + 1);
      };
    }
    case "list":
      return listReader(
        type.element,
        place,
        { each: listElementCost(type.element, context.schema), base: memory.list },
        context,
      );
    case "set": {
      const cost = { each: elementCost(type.element, context.schema), base: memory.table };
      const read = listReader(type.element, place, cost, context);
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
  return readQuoted(input, place, true);
}

function readUuid(input: Input, place: string): string {
  const text = readText(input, place);
  if (!uuidPattern.test(text)) throw new ProtocolError("INVALID_DATA", `${place} is not a uuid`);
  return text.toLowerCase();
}

function listReader(
  element: Type,
  place: string,
  cost: { readonly each: number; readonly base: number },
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
    input.checkContainer(count, cost.each, cost.base);
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
  const cost = pairCost(key, value, context.schema);
  return (input, depth) => {
    pass(input, syntax.openArray);
    const keyType = readTypeName(input);
    pass(input, syntax.comma);
    const valueType = readTypeName(input);
    pass(input, syntax.comma);
    const count = readCount(input, leastPair);
    if ((keyType !== types[0] || valueType !== types[1]) && count > 0) return undefined;
    input.checkContainer(count, cost, memory.table);
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
  const read = valueReader(type, place, isKey, context, true);
  if (type.kind !== "list" && type.kind !== "set" && type.kind !== "map") return read;
  return (input, depth) => {
    const value = read(input, depth);
    if (value === undefined) throw badElements(place);
    return value;
  };
}
