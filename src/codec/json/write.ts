// Writers of rows of fields in the JSON protocol: a struct, a function's arguments, a reply.
import { jsonTypes, syntax } from "../../protocol/json/syntax.ts";
import { writeAscii, writeByte } from "../../protocol/json/write.ts";
import type { Output } from "../../protocol/output.ts";
import type { Field, Schema, Struct } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { wireKind } from "../generated/emitter.ts";
import { givenFields, isOfEngine } from "../given_fields.ts";
import { misfit, refuseContainer, tooDeepToWrite, under } from "../misfit.ts";
import { lookAt, notOneField, type StructFields } from "../unknown_fields.ts";
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
export interface Column {
  readonly field: Field;
  /** Its part of a value's path in error messages: `.label`. */
  readonly path: string;
  /** Its value in what the row is made of. */
  readonly get: (source: unknown) => unknown;
}

/** Writes the fields that have values and what stands around them; gives how many there were. */
export type WriteRow = (output: Output, source: unknown, depth: number) => number;

/**
 * Makes the writer of a row. Fields are written in the order of their ids; undefined and null are no values.
 * @param mayLackAny of a union, no field is required and none has a default.
 */
export function rowWriter(columns: readonly Column[], context: WriterContext, mayLackAny = false): WriteRow {
  const written = [...columns]
    .sort((one, other) => one.field.id - other.field.id)
    .map((column) => fieldWriter(column, context, mayLackAny));
  return (output, source, depth) => {
    writeByte(output, syntax.openObject);
    let count = 0;
    for (const field of written) {
      let value = field.get(source);
      if (value === undefined || value === null) {
        if (!field.always) continue;
        value = field.standard?.() ?? value;
      }
      writeAscii(output, count++ === 0 ? field.begin : field.next);
      try {
        field.write(output, value, depth);
      } catch (error) {
        throw under(error, field.path);
      }
      writeByte(output, syntax.closeObject);
    }
    writeByte(output, syntax.closeObject);
    return count;
  };
}

function fieldWriter({ field, path, get }: Column, context: WriterContext, mayLackAny: boolean) {
  const { requiredness, type } = field;
  const standard = defaultMaker(field, context.schema);
  const begin = `"${field.id}":{"${jsonTypes[wireKind(type)]}":`;
  return {
    get,
    path,
    begin,
    next: `,${begin}`,
    write: valueWriter(type, false, context),
    standard,
    always:
      !mayLackAny && (requiredness === "required" || (requiredness === "default" && standard !== undefined)),
  };
}

function structWriter(struct: Struct, context: WriterContext): WriteValue {
  const name = localName(struct.name);
  const isUnion = struct.kind === "union";
  const columns = struct.fields.map(
    (field): Column => ({
      field,
      path: `.${field.name}`,
      get: getter(field.name),
    }),
  );
  const write = rowWriter(columns, context, isUnion);
  const fields = struct.fields.map((field) => field.name);
  const isException = struct.kind === "exception";
  const mayBeOfEngine = fields.some(isOfEngine);
  const known: StructFields = { name, names: () => fields };
  let left = 0;
  return (output, whole, depth) => {
    if (typeof whole !== "object" || whole === null) throw misfit(name, whole, "");
    if (depth > output.maxDepth) throw tooDeepToWrite(output.maxDepth); // or one that contains itself
    if (--left < 0) left = lookAt(output, whole, known);
    const value =
      isException || (mayBeOfEngine && whole instanceof Error) ? givenFields(whole, fields) : whole;
    if (isUnion) {
      const set = columns.filter(({ get }) => (get(value) ?? undefined) !== undefined).length;
      if (set !== 1) throw notOneField(value, known, set);
      write(output, value, depth);
    } else if (write(output, value, depth) === 0 && columns.length > 0) refuseContainer(whole, name);
  };
}

/** A field of an object that a handler gave: what Object.prototype has under such a name is not it. */
function getter(name: string): (source: unknown) => unknown {
  return name in Object.prototype
    ? (source) =>
        Object.hasOwn(source as object, name) ? (source as Record<string, unknown>)[name] : undefined
    : (source) => (source as Record<string, unknown>)[name];
}
