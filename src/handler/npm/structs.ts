// Learns what the structs of generated code are, from objects of theirs: their classes are kept to their modules.
import type { Field, Struct, Type } from "../../schema/schema.ts";
import { AnyValue, Recorder, type WrittenField } from "./recorder.ts";
import { type Sample, Sampler } from "./sampler.ts";
import { generatedMethod } from "./service.ts";

/** The structs that have been met so far. */
export class MetStructs {
  /** The fields that are left out of them. */
  readonly leftOut: string[] = [];
  readonly #program: string;
  readonly #int64: (value: bigint) => object;
  /** By the prototype of their objects. */
  readonly #met = new Map<object, Struct>();
  readonly #keys = new Set<string>();

  /**
   * @param program what qualifies their names.
   * @param int64 makes a value of the class that stands for i64.
   */
  constructor(program: string, int64: (value: bigint) => object) {
    this.#program = program;
    this.#int64 = int64;
  }

  /** By their qualified names. */
  table(): Record<string, Struct> {
    return Object.fromEntries([...this.#met.values()].map((struct) => [struct.name, struct]));
  }

  /**
   * Tells the type of a value, of which a sample was read.
   *
   * @param value what the generated code made of it.
   * @returns undefined for a map whose keys are structs or containers: the package's maps are objects, and lose them.
   */
  typeOf(sample: Sample, value: unknown): Type | undefined {
    switch (sample.kind) {
      case "struct":
        return { kind: "struct", name: this.#meet(value as object).name };
      case "list":
      case "set": {
        const [element] = [...(value as Iterable<unknown>)];
        const type = this.typeOf(sample.element, element);
        return type && { kind: sample.kind, element: type };
      }
      case "map": {
        const { key, value: held } = sample;
        if (["struct", "list", "set", "map"].includes(key.kind)) return undefined;
        const [first] = value instanceof Map ? value.values() : Object.values(value as object);
        const type = this.typeOf(held, first);
        return type && { kind: "map", key: this.typeOf(key, undefined)!, value: type };
      }
      default:
        return { kind: sample.kind };
    }
  }

  /** The struct of an exception that a function declares. @param thrown an object of it. */
  exception(thrown: object): Struct {
    const struct = this.#meet(thrown);
    const exception: Struct = { ...struct, kind: "exception" };
    this.#met.set(Object.getPrototypeOf(thrown), exception);
    return exception;
  }

  #meet(instance: object): Struct {
    const prototype = Object.getPrototypeOf(instance) as object;
    const met = this.#met.get(prototype);
    if (met !== undefined) return met;
    const { name, written } = shapeOf(instance);
    const fields: Field[] = [];
    const kind = instance instanceof Error ? "exception" : "struct";
    const struct: Struct = { kind, name: this.#newKey(name), fields };
    this.#met.set(prototype, struct); // before its fields: one may be of this very struct
    const blank = Object.create(prototype) as Record<string, unknown>;
    const sampler = new Sampler(written, this.#int64);
    generatedMethod(blank, "read")?.(sampler);
    for (const field of written) {
      const sample = sampler.samples.get(field.id);
      if (sample === undefined) continue;
      const type = this.typeOf(sample, blank[field.name]);
      if (type === undefined) this.leftOut.push(`${name}.${field.name}`);
      else fields.push({ id: field.id, name: field.name, type, requiredness: "optional" });
    }
    return struct;
  }

  /** Of two structs of one name, from different files, the second has a number. */
  #newKey(name: string): string {
    let key = `${this.#program}.${name}`;
    for (let count = 2; this.#keys.has(key); count++) key = `${this.#program}.${name}_${count}`;
    this.#keys.add(key);
    return key;
  }
}

/** Has each property of an object written alone. */
function shapeOf(instance: object): { readonly name: string; readonly written: readonly WrittenField[] } {
  const fields = Object.keys(instance).flatMap((property) => record(instance, property).fields);
  return { name: record(instance).struct, written: fields.sort((one, other) => one.id - other.id) };
}

/** Has an object written of an instance's struct, with one of its properties or with none. */
function record(instance: object, property?: string): Recorder {
  const object = Object.create(Object.getPrototypeOf(instance)) as Record<string, unknown>;
  if (property !== undefined) object[property] = new AnyValue();
  const recorder = new Recorder();
  try {
    generatedMethod(object, "write")?.(recorder);
  } catch {
    // Code that makes bigints of i64 takes no other value; the field was named before.
  }
  return recorder;
}
