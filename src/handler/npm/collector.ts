// Collects the reply that generated code writes, as values of the kinds that a method of this server returns.
import { bigIntOf } from "./int64.ts";
import type { NpmOutput } from "./service.ts";

/** A reply. */
export interface CollectedReply {
  /** Whether it is a TApplicationException. */
  readonly type: number;
  /** The result as `success`, or an exception under the name of its field. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A struct or container that is being written. */
interface Open {
  readonly made: unknown;
  /** The field of a struct whose value comes next. */
  name: string;
  add(value: unknown): void;
}

/**
 * An output that makes values of what is written. Those that npm thrift would convert are converted; what does not fit
 * its type is left as it is: whoever writes the reply names it.
 */
export class Collector implements NpmOutput {
  readonly #done: (reply: CollectedReply) => void;
  #open: Open[] = [];
  #type = 0;
  #fields: Readonly<Record<string, unknown>> = {};

  /** @param done is given the reply when it is sent. */
  constructor(done: (reply: CollectedReply) => void) {
    this.#done = done;
  }

  writeMessageBegin(_name: string, type: number): void {
    this.#type = type;
    this.#open = []; // the reply before failed on its way
  }

  writeMessageEnd(): void {}

  flush(): void {
    this.#done({ type: this.#type, fields: this.#fields });
  }

  writeStructBegin(): void {
    const made: Record<string, unknown> = {};
    const open: Open = {
      made,
      name: "",
      // Defined, not assigned: a field may be called __proto__.
      add: (value) =>
        Object.defineProperty(made, open.name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        }),
    };
    this.#open.push(open);
  }

  writeStructEnd(): void {
    const { made } = this.#open.pop()!;
    if (this.#open.length === 0) this.#fields = made as Readonly<Record<string, unknown>>;
    else this.#add(made);
  }

  writeFieldBegin(name: string): void {
    this.#open.at(-1)!.name = name;
  }

  writeFieldEnd(): void {}
  writeFieldStop(): void {}

  writeListBegin(): void {
    const made: unknown[] = [];
    this.#open.push({ made, name: "", add: (value) => made.push(value) });
  }

  writeListEnd(): void {
    this.#add(this.#open.pop()!.made);
  }

  writeSetBegin(): void {
    this.writeListBegin();
  }

  writeSetEnd(): void {
    this.writeListEnd();
  }

  writeMapBegin(): void {
    const made = new Map<unknown, unknown>();
    let key: { readonly value: unknown } | undefined;
    const add = (value: unknown) => {
      if (key === undefined) key = { value };
      else {
        made.set(key.value, value);
        key = undefined;
      }
    };
    this.#open.push({ made, name: "", add });
  }

  writeMapEnd(): void {
    this.writeListEnd();
  }

  writeBool(value: unknown): void {
    this.#add(value !== "false" && Boolean(value)); // a map's keys are strings
  }

  writeByte(value: unknown): void {
    this.#add(wholeNumber(value));
  }

  writeI16(value: unknown): void {
    this.#add(wholeNumber(value));
  }

  writeI32(value: unknown): void {
    this.#add(wholeNumber(value));
  }

  writeI64(value: unknown): void {
    this.#add(bigIntOf(value));
  }

  writeDouble(value: unknown): void {
    this.#add(typeof value === "string" ? Number(value) : value);
  }

  writeString(value: unknown): void {
    this.#add(value instanceof Uint8Array ? Buffer.from(value).toString() : value);
  }

  writeBinary(value: unknown): void {
    this.#add(typeof value === "string" ? Buffer.from(value) : value);
  }

  writeUuid(value: unknown): void {
    this.#add(value);
  }

  #add(value: unknown): void {
    this.#open.at(-1)?.add(value);
  }
}

function wholeNumber(value: unknown): unknown {
  if (typeof value === "string" && value.trim() !== "") return Math.trunc(Number(value));
  return typeof value === "number" ? Math.trunc(value) : value;
}
