// Feeds generated code with the arguments of a call.
import type { Field, Schema, Type } from "../../schema/schema.ts";
import { type Int64, int64Bytes } from "./int64.ts";
import type { NpmInput } from "./service.ts";
import { stop, wireType } from "./wire_types.ts";

/** A value and its type. */
interface Typed {
  readonly type: Type;
  readonly value: unknown;
}

/** An input that holds one call's arguments. */
export class Feeder implements NpmInput {
  readonly #structs: Schema["structs"];
  readonly #int64: Int64;
  /** The structs that are being read, each with the fields that are left, and the containers with their elements. */
  readonly #open: Iterator<Typed & { readonly field?: Field }>[] = [];
  /** The fields of the struct that is read next. */
  #next: Iterator<Typed & { readonly field?: Field }>;
  /** The field whose value is read next. */
  #field: Typed | undefined;

  constructor(
    fields: readonly Field[],
    values: readonly unknown[],
    structs: Schema["structs"],
    int64: Int64,
  ) {
    this.#next = given(fields, (_, index) => values[index]);
    this.#structs = structs;
    this.#int64 = int64;
  }

  readMessageEnd(): void {}

  readStructBegin(): void {
    if (this.#open.length > 0) {
      const { type, value } = this.#take();
      const { fields } = this.#structs[(type as { readonly name: string }).name]!;
      this.#next = given(fields, ({ name }) => (value as Readonly<Record<string, unknown>>)[name]);
    }
    this.#open.push(this.#next);
  }

  readStructEnd(): void {
    this.#open.pop();
  }

  readFieldBegin() {
    const { done, value } = this.#open.at(-1)!.next();
    if (done === true) return { fname: "", ftype: stop, fid: 0 };
    this.#field = value;
    return { fname: value.field!.name, ftype: wireType(value.type), fid: value.field!.id };
  }

  readFieldEnd(): void {}

  readListBegin() {
    const { type, value } = this.#take();
    const { element } = type as { readonly element: Type };
    const elements = [...(value as Iterable<unknown>)];
    this.#open.push(elements.map((one) => ({ type: element, value: one }))[Symbol.iterator]());
    return { etype: wireType(element), size: elements.length };
  }

  readListEnd(): void {
    this.#open.pop();
  }

  readSetBegin() {
    return this.readListBegin();
  }

  readSetEnd(): void {
    this.#open.pop();
  }

  readMapBegin() {
    const { type, value } = this.#take();
    const { key: keyType, value: valueType } = type as { readonly key: Type; readonly value: Type };
    const entries = [...(value as ReadonlyMap<unknown, unknown>)];
    const parts = entries.flatMap(([key, held]) => [
      { type: keyType, value: key },
      { type: valueType, value: held },
    ]);
    this.#open.push(parts[Symbol.iterator]());
    return { ktype: wireType(keyType), vtype: wireType(valueType), size: entries.length };
  }

  readMapEnd(): void {
    this.#open.pop();
  }

  readBool(): unknown {
    return this.#take().value;
  }

  readByte(): unknown {
    return this.#take().value;
  }

  readI16(): unknown {
    return this.#take().value;
  }

  readI32(): unknown {
    return this.#take().value;
  }

  readI64(): unknown {
    return new this.#int64(int64Bytes(this.#take().value as bigint));
  }

  readDouble(): unknown {
    return this.#take().value;
  }

  readString(): unknown {
    return this.#take().value;
  }

  readBinary(): unknown {
    const bytes = this.#take().value as Uint8Array;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  readUuid(): unknown {
    return this.#take().value;
  }

  skip(): void {
    this.#take();
  }

  #take(): Typed {
    const field = this.#field;
    this.#field = undefined;
    return field ?? this.#open.at(-1)!.next().value;
  }
}

function* given(
  fields: readonly Field[],
  pick: (field: Field, index: number) => unknown,
): Generator<Typed & { readonly field: Field }> {
  for (const [index, field] of fields.entries()) {
    const value = pick(field, index);
    if (value !== undefined && value !== null) yield { field, type: field.type, value };
  }
}
