// Writers of single values in the JSON protocol, which check them first.
import { jsonTypes, syntax } from "../../protocol/json/syntax.ts";
import {
  writeAscii,
  writeBinary,
  writeByte,
  writeDouble,
  writeInteger,
  writeString,
} from "../../protocol/json/write.ts";
import type { Output } from "../../protocol/output.ts";
import type { Schema, Type } from "../../schema/schema.ts";
import { membersOf, toEnum } from "../enum_value.ts";
import { enumOf } from "../generator/structs.ts";
import {
  changedMeanwhile,
  keyPath,
  keysOf,
  misfit,
  prefixPath,
  toArray,
  toBytes,
  toI64,
  toInteger,
  toMap,
  toUuid,
} from "../misfit.ts";
import { wireKind } from "../wire_kind.ts";

/** Appends a value; `depth` is that of the struct it stands in. Throws a Misfit when it is none of its type. */
export type WriteValue = (output: Output, value: unknown, depth: number) => void;

/** The parts that all writers share. */
export interface WriterContext {
  readonly schema: Schema;
  /** The writer of the struct, union or exception of this name. */
  struct(name: string): StructWriter;
}

/** Its `write` is set only once the writers of the struct's fields are made. */
export interface StructWriter {
  write: WriteValue;
}

/**
 * Makes the writer of a value.
 * @param isKey whether it is a map's key, of which numbers stand in quotes.
 */
export function valueWriter(type: Type, isKey: boolean, context: WriterContext): WriteValue {
  switch (type.kind) {
    case "bool":
      return (output, value) => {
        if (typeof value !== "boolean") throw misfit("bool", value, "");
        writeInteger(output, value ? 1 : 0, isKey);
      };
    case "byte":
    case "i16":
    case "i32": {
      const { kind } = type;
      return (output, value) => writeInteger(output, asInteger(value, kind), isKey);
    }
    case "enum": {
      const members = membersOf(enumOf(context.schema, type.name));
      return (output, value) => {
        const isNumber = typeof value === "number" && (value | 0) === value;
        writeInteger(output, isNumber ? value : toEnum(value, members, ""), isKey);
      };
    }
    case "i64":
      return (output, value) => {
        const fits = typeof value === "bigint" && BigInt.asIntN(64, value) === value;
        writeInteger(output, fits ? value : toI64(value, ""), isKey);
      };
    case "double":
      return (output, value) => {
        if (typeof value !== "number") throw misfit("double", value, "");
        writeDouble(output, value, isKey);
      };
    case "string":
      return (output, value) => {
        if (typeof value !== "string") throw misfit("string", value, "");
        writeString(output, value);
      };
    case "uuid":
      return (output, value) => writeString(output, toUuid(value, ""));
    case "binary":
      return (output, value) => writeBinary(output, toBytes(value, ""));
    case "struct": {
      const struct = context.struct(type.name);
      return (output, value, depth) => struct.write(output, value, depth + 1);
    }
    case "list":
    case "set":
      return listWriter(type.kind, type.element, context);
    case "map":
      return mapWriter(type.key, type.value, context);
  }
}

const bits = { byte: 8, i16: 16, i32: 32 } as const;

function asInteger(value: unknown, kind: keyof typeof bits): number {
  if (typeof value === "number") {
    const unused = 32 - bits[kind];
    if ((value << unused) >> unused === value) return value;
  }
  return toInteger(value, kind, "");
}

function listWriter(kind: "list" | "set", element: Type, context: WriterContext): WriteValue {
  const begin = `["${jsonTypes[wireKind(element)]}",`;
  const write = valueWriter(element, false, context);
  return (output, value, depth) => {
    const elements = toArray(value, kind, "");
    const count = elements.length;
    checkCount(count, kind, value);
    writeAscii(output, `${begin}${count}`);
    let index = 0;
    try {
      for (; index < count; index++) {
        writeByte(output, syntax.comma);
        write(output, elements[index], depth);
      }
    } catch (error) {
      throw prefixPath(error, `[${index}]`);
    }
    writeByte(output, syntax.closeArray);
  };
}

function mapWriter(key: Type, element: Type, context: WriterContext): WriteValue {
  const begin = `["${jsonTypes[wireKind(key)]}","${jsonTypes[wireKind(element)]}",`;
  const keys = keysOf(key);
  const writeKey = valueWriter(key, true, context);
  const writeElement = valueWriter(element, false, context);
  return (output, value, depth) => {
    const map = toMap(value, keys, "");
    const count = map.size;
    checkCount(count, "map", value);
    writeAscii(output, `${begin}${count},{`);
    let written = 0;
    for (const [one, other] of map) {
      if (written === count) throw changedMeanwhile(count, "");
      if (written++ > 0) writeByte(output, syntax.comma);
      let isKey = true;
      try {
        writeKey(output, one, depth);
        writeByte(output, syntax.colon);
        isKey = false;
        writeElement(output, other, depth);
      } catch (error) {
        throw prefixPath(error, isKey ? " key" : keyPath(one));
      }
    }
    if (written !== count) throw changedMeanwhile(count, "");
    writeAscii(output, "}]");
  };
}

/** A Proxy may say anything of its length, and a class of its own of its size. */
function checkCount(count: number, expected: string, value: unknown): void {
  if ((count | 0) !== count || count < 0) throw misfit(expected, value, "");
}
