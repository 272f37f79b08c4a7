// Readers of lists of fields in the JSON protocol: a struct, a function's arguments, a reply.

import type { Input } from "../../protocol/input.ts";
import { nextByte, pass, readInteger, readTypeName } from "../../protocol/json/read.ts";
import { skipJson } from "../../protocol/json/skip.ts";
import { type JsonType, jsonTypes, syntax } from "../../protocol/json/syntax.ts";
import { inArgument, missingField, tooDeep } from "../../protocol/read_errors.ts";
import type { Field, Schema, Struct } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { wireKind } from "../wire_kind.ts";
import { defaultMaker } from "./default.ts";
import { type ReaderContext, type ReadValue, type StructReader, valueReader } from "./read_value.ts";

/** Readers of a schema's structs, each made when it is first asked for. */
export function readerContext(schema: Schema): ReaderContext {
  const readers = new Map<string, StructReader>();
  const context: ReaderContext = {
    schema,
    struct(name) {
      const known = readers.get(name);
      if (known !== undefined) return known;
      if (!Object.hasOwn(schema.structs, name)) throw new TypeError(`no struct ${name} in the schema`);
      const struct = schema.structs[name]!;
      // There before its fields' readers are made: a struct may contain itself.
      const reader: StructReader = { read: () => undefined };
      readers.set(name, reader);
      reader.read = struct.kind === "union" ? unionReader(struct, context) : plainReader(struct, context);
      return reader;
    },
  };
  return context;
}

/** Fields to read: a struct's, a function's arguments, a reply's. */
export interface FieldList {
  readonly fields: readonly Field[];
  /** The field's name in error messages. */
  readonly nameOf: (field: Field) => string;
  /** Whether errors from inside a field's structs get its place in front. */
  readonly prefixErrors: boolean;
}

/** Reads the values of a list of fields, in its order; what is absent and has no default is undefined. */
export type ReadFieldList = (input: Input, depth: number) => unknown[];

/** Makes the reader of a list of fields: it sees to required fields and to defaults. */
export function fieldListReader(list: FieldList, context: ReaderContext): ReadFieldList {
  const { fields, nameOf } = list;
  const readFields = fieldsReader(list, context);
  const required = fields.flatMap((field, index) => (field.requiredness === "required" ? [index] : []));
  const defaults = fields.flatMap((field, index) => {
    const make = defaultMaker(field, context.schema);
    return make === undefined ? [] : [{ index, make }];
  });
  return (input, depth) => {
    const values: unknown[] = new Array(fields.length).fill(undefined);
    readFields(input, depth, values);
    for (const index of required) if (values[index] === undefined) throw missingField(nameOf(fields[index]!));
    for (const { index, make } of defaults) values[index] ??= make();
    return values;
  };
}

function plainReader(struct: Struct, context: ReaderContext): ReadValue {
  const read = fieldListReader(fieldListOf(struct), context);
  const names = struct.fields.map((field) => field.name);
  // Copies of it have its fields as their own, `__proto__` too.
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(names.map((name) => [name, undefined]));
  return (input, depth) => {
    if (depth > input.maxDepth) throw tooDeep(input.maxDepth);
    const values = read(input, depth);
    const made = { ...empty };
    for (let index = 0; index < names.length; index++) made[names[index]!] = values[index];
    return made;
  };
}

/** As for the other protocols, a union of which no field is known is empty; of several fields the last counts. */
function unionReader(struct: Struct, context: ReaderContext): ReadValue {
  const readFields = fieldsReader(fieldListOf(struct), context);
  return (input, depth) => {
    if (depth > input.maxDepth) throw tooDeep(input.maxDepth);
    const values: unknown[] = [];
    const last = readFields(input, depth, values);
    return last < 0 ? {} : { [struct.fields[last]!.name]: values[last] };
  };
}

function fieldListOf(struct: Struct): FieldList {
  return {
    fields: struct.fields,
    nameOf: (field) => `${localName(struct.name)}.${field.name}`,
    prefixErrors: false,
  };
}

/** Reads fields in any order into `values`, passing over unknown ones; gives the index of the last, or -1. */
function fieldsReader(
  list: FieldList,
  context: ReaderContext,
): (input: Input, depth: number, values: unknown[]) => number {
  const known = new Map(
    list.fields.map((field, index) => [field.id, fieldReader(field, index, list, context)]),
  );
  return (input, depth, values) => {
    let last = -1;
    pass(input, syntax.openObject);
    if (nextByte(input) === syntax.closeObject) {
      input.position++;
      return last;
    }
    for (;;) {
      const id = readInteger(input, "i16", true);
      pass(input, syntax.colon);
      pass(input, syntax.openObject);
      const type = readTypeName(input);
      pass(input, syntax.colon);
      const start = input.position;
      const field = known.get(id);
      const value = field?.type === type ? field.read(input, depth) : undefined;
      if (field !== undefined && value !== undefined) {
        last = field.index;
        values[last] = value;
      } else {
        input.position = start;
        skipJson(input, type, depth + 1);
      }
      pass(input, syntax.closeObject);
      if (nextByte(input) !== syntax.comma) break;
      input.position++;
    }
    pass(input, syntax.closeObject);
    return last;
  };
}

interface FieldReader {
  readonly index: number;
  readonly type: JsonType;
  /** Gives undefined for a container with elements of another type than the IDL says. */
  readonly read: ReadValue;
}

function fieldReader(field: Field, index: number, list: FieldList, context: ReaderContext): FieldReader {
  const place = list.nameOf(field);
  const type = jsonTypes[wireKind(field.type)];
  const read = valueReader(field.type, place, false, context);
  if (!list.prefixErrors || !JSON.stringify(field.type).includes('"struct"')) return { index, type, read };
  return {
    index,
    type,
    read(input, depth) {
      try {
        return read(input, depth);
      } catch (error) {
        throw inArgument(error, place);
      }
    },
  };
}
