// Notes which fields generated code writes, to learn what its structs are.
import type { NpmOutput } from "./service.ts";

/** A field as it was written. */
export interface WrittenField {
  readonly name: string;
  readonly type: number;
  readonly id: number;
}

/** An output that keeps the name and the fields of the outermost struct, and nothing of values. */
export class Recorder implements NpmOutput {
  /** The struct's own name, without a program. */
  struct = "";
  /** The kind of message that it is in. */
  messageType = 0;
  readonly fields: WrittenField[] = [];
  #depth = 0;

  writeMessageBegin(_name: string, type: number): void {
    this.messageType = type;
  }

  writeStructBegin(name: string): void {
    if (this.#depth++ === 0) this.struct = name;
  }

  writeStructEnd(): void {
    this.#depth--;
  }

  writeFieldBegin(name: string, type: number, id: number): void {
    if (this.#depth === 1) this.fields.push({ name, type, id });
  }

  writeMessageEnd(): void {}
  writeFieldEnd(): void {}
  writeFieldStop(): void {}
  writeListBegin(): void {}
  writeListEnd(): void {}
  writeSetBegin(): void {}
  writeSetEnd(): void {}
  writeMapBegin(): void {}
  writeMapEnd(): void {}
  writeBool(): void {}
  writeByte(): void {}
  writeI16(): void {}
  writeI32(): void {}
  writeI64(): void {}
  writeDouble(): void {}
  writeString(): void {}
  writeBinary(): void {}
  writeUuid(): void {}
  flush(): void {}
}

/** A value that generated code can write whatever type it takes it for: without elements, fields and a size. */
export class AnyValue {
  write(): void {}
  [Symbol.for("write")](): void {}
  *[Symbol.iterator](): Generator<never> {}
  [Symbol.toPrimitive](): bigint {
    return 0n;
  }
}
