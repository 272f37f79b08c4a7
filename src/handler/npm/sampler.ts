// Feeds generated code with one value of each field, to learn of which type it takes them to be.
import type { BaseKind } from "../../schema/schema.ts";
import type { NpmInput } from "./service.ts";
import { stop } from "./wire_types.ts";

/** The type of a value that was read. Which struct one is, is told by the object that it was read into. */
export type Sample =
  | { readonly kind: BaseKind | "struct" }
  | { readonly kind: "list" | "set"; readonly element: Sample }
  | { readonly kind: "map"; readonly key: Sample; readonly value: Sample };

/** An input with the given fields. Containers have one element, and structs inside have no field. */
export class Sampler implements NpmInput {
  /** The values that were made of fields, by their ids; fields that were skipped are not there. */
  readonly samples = new Map<number, Sample>();
  /** The number of the type that a field was taken in, by its id. */
  readonly types = new Map<number, number>();
  readonly #int64: (value: bigint) => object;
  readonly #variant: number;
  readonly #left: Iterator<{ readonly id: number; readonly type: number }>;
  #field: { readonly id: number; readonly type: number } = { id: 0, type: 0 };
  #depth = 0;
  /** The containers that are being read, each with its elements. */
  readonly #open: Sample[][] = [];

  /**
   * @param int64 makes a value of the class that stands for i64 in the generated code.
   * @param variant 0 or 1: which of two values each field has.
   */
  constructor(
    fields: Iterable<{ readonly id: number; readonly type: number }>,
    int64: (value: bigint) => object,
    variant = 0,
  ) {
    this.#variant = variant;
    this.#left = fields[Symbol.iterator]();
    this.#int64 = int64;
  }

  readMessageEnd(): void {}

  readStructBegin(): void {
    if (this.#depth++ > 0) this.#note({ kind: "struct" });
  }

  readStructEnd(): void {
    this.#depth--;
  }

  readFieldBegin() {
    const next = this.#depth === 1 ? this.#left.next() : undefined;
    if (next === undefined || next.done === true) return { fname: "", ftype: stop, fid: 0 };
    this.#field = next.value;
    return { fname: "", ftype: next.value.type, fid: next.value.id };
  }

  readFieldEnd(): void {}

  readListBegin() {
    this.#open.push([]);
    return { etype: stop, size: 1 };
  }

  readListEnd(): void {
    const [element] = this.#open.pop()!;
    this.#note({ kind: "list", element: element! });
  }

  readSetBegin() {
    return this.readListBegin();
  }

  readSetEnd(): void {
    const [element] = this.#open.pop()!;
    this.#note({ kind: "set", element: element! });
  }

  readMapBegin() {
    this.#open.push([]);
    return { ktype: stop, vtype: stop, size: 1 };
  }

  readMapEnd(): void {
    const [key, value] = this.#open.pop()!;
    this.#note({ kind: "map", key: key!, value: value! });
  }

  readBool(): boolean {
    this.#note({ kind: "bool" });
    return this.#variant === 1;
  }

  readByte(): number {
    this.#note({ kind: "byte" });
    return this.#variant;
  }

  readI16(): number {
    this.#note({ kind: "i16" });
    return this.#variant;
  }

  readI32(): number {
    this.#note({ kind: "i32" });
    return this.#variant;
  }

  readI64(): object {
    this.#note({ kind: "i64" });
    return this.#int64(BigInt(this.#variant));
  }

  readDouble(): number {
    this.#note({ kind: "double" });
    return this.#variant;
  }

  readString(): string {
    this.#note({ kind: "string" });
    return "x".repeat(this.#variant);
  }

  readBinary(): Buffer {
    this.#note({ kind: "binary" });
    return Buffer.alloc(this.#variant);
  }

  readUuid(): string {
    this.#note({ kind: "uuid" });
    return `00000000-0000-0000-0000-00000000000${this.#variant}`;
  }

  skip(): void {}

  #note(sample: Sample): void {
    const container = this.#open.at(-1);
    if (container !== undefined) {
      container.push(sample);
      return;
    }
    const { id, type } = this.#field;
    this.samples.set(id, sample);
    this.types.set(id, type);
  }
}
