// Writers of lists of fields in the JSON protocol: a struct, a function's arguments, a reply.
import { jsonTypes, syntax } from "../../protocol/json/syntax.ts";
import { writeAscii, writeByte } from "../../protocol/json/write.ts";
import type { Output } from "../../protocol/output.ts";
import type { Field, Schema, Struct } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { givenFields, isOfEngine } from "../given_fields.ts";
import { misfit, prefixPath, refuseContainer, tooDeepToWrite } from "../misfit.ts";
import { lookAt, notOneField, type StructFields } from "../unknown_fields.ts";
import { wireKind } from "../wire_kind.ts";
import { defaultMaker } from "./default.ts";
import { type StructWriter, valueWriter, type WriterContext, type WriteValue } from "./write_value.ts";

/** Writers of a schema's structs, each made when it is first asked for. */
export function writerContext(schema: Schema): WriterContext {
  const writers = new Map<string, StructWriter>();
  const context: WriterContext = {
    schema,
    struct(name) {
      const known = writers.get(name);
      if (known !== undefined) return known;
      // There before its fields' writers are made: a struct may contain itself.
      const writer: StructWriter = { write: () => {} };
      writers.set(name, writer);
      writer.write = structWriter(schema.structs[name]!, context);
      return writer;
    },
  };
  return context;
}

/** A field to write. */
export interface FieldToWrite {
  readonly field: Field;
  /** Its part of a value's path in error messages: `.label`. */
  readonly path: string;
  /** Its value in what the list is made of. */
  readonly get: (source: unknown) => unknown;
}

/** Writes the fields that have values and what stands around them; gives how many there were. */
export type WriteFieldList = (output: Output, source: unknown, depth: number) => number;

/**
 * Makes the writer of a list of fields. Fields are written in the order of their ids; undefined and null are no values.
 * @param mayLackAny of a union, no field is required and none has a default.
 */
export function fieldListWriter(
  fields: readonly FieldToWrite[],
  context: WriterContext,
  mayLackAny = false,
): WriteFieldList {
  const written = [...fields]
    .sort((one, other) => one.field.id - other.field.id)
    .map((field) => fieldWriter(field, context, mayLackAny));
  return (output, source, depth) => {
    writeByte(output, syntax.openObject);
    let count = 0;
    for (const field of written) {
      let value = field.get(source);
      if (value === undefined || value === null) {
        if (!field.always) continue;
        value = field.fallback?.() ?? value;
      }
      writeAscii(output, count++ === 0 ? field.begin : field.next);
      try {
        field.write(output, value, depth);
      } catch (error) {
        throw prefixPath(error, field.path);
      }
      writeByte(output, syntax.closeObject);
    }
    writeByte(output, syntax.closeObject);
    return count;
  };
}

function fieldWriter({ field, path, get }: FieldToWrite, context: WriterContext, mayLackAny: boolean) {
  const { requiredness, type } = field;
  const fallback = defaultMaker(field, context.schema);
  const begin = `"${field.id}":{"${jsonTypes[wireKind(type)]}":`;
  return {
    get,
    path,
    begin,
    next: `,${begin}`,
    write: valueWriter(type, false, context),
    fallback,
    always:
      !mayLackAny && (requiredness === "required" || (requiredness === "default" && fallback !== undefined)),
  };
}

function structWriter(struct: Struct, context: WriterContext): WriteValue {
  const name = localName(struct.name);
  const isUnion = struct.kind === "union";
  const toWrite = struct.fields.map(
    (field): FieldToWrite => ({
      field,
      path: `.${field.name}`,
      get: getter(field.name),
    }),
  );
  const write = fieldListWriter(toWrite, context, isUnion);
  const fields = struct.fields.map((field) => field.name);
  const isException = struct.kind === "exception";
  const mayBeOfEngine = fields.some(isOfEngine);
  const known: StructFields = { name, names: () => fields };
  let left = 0;
  return (output, given, depth) => {
    if (typeof given !== "object" || given === null) throw misfit(name, given, "");
    if (depth > output.maxDepth) throw tooDeepToWrite(output.maxDepth); // or one that contains itself
    if (--left < 0) left = lookAt(output, given, known);
    const value =
      isException || (mayBeOfEngine && given instanceof Error) ? givenFields(given, fields) : given;
    if (isUnion) {
      const set = toWrite.filter(({ get }) => (get(value) ?? undefined) !== undefined).length;
      if (set !== 1) throw notOneField(value, known, set);
      write(output, value, depth);
    } else if (write(output, value, depth) === 0 && toWrite.length > 0) refuseContainer(given, name);
  };
}

/** A field of an object that a handler gave: what Object.prototype has under such a name is not it. */
function getter(name: string): (source: unknown) => unknown {
  return name in Object.prototype
    ? (source) =>
        Object.hasOwn(source as object, name) ? (source as Record<string, unknown>)[name] : undefined
    : (source) => (source as Record<string, unknown>)[name];
}
