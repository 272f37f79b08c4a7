// Finds the tensors of a result, by the struct of idl/tensor.thrift, and takes out what is shown of them.
import type { Schema, Type } from "../../schema/schema.ts";
import { localName } from "../../schema/service.ts";
import { type ElementName, typeNamed } from "../../tensor/element_types.ts";
import { TensorError } from "../../tensor/error.ts";
import { typedArray } from "../../tensor/tensor.ts";
import { fromBase64 } from "../../value_json/base64.ts";

/** A tensor as it is shown. */
export interface ShownTensor {
  /** The way to it from the result, `[2].image`; empty: it is the result. */
  readonly place: string;
  /** The type of its elements, `FLOAT`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** The first of its elements; of none that fit its type and shape: why not. */
  readonly first: readonly string[] | TensorError;
  /** Whether there are more. */
  readonly isCut: boolean;
}

/** Elements that are shown of each, and tensors that are. */
const mostElements = 16;
const mostTensors = 20;

/** The first tensors of a value, as JSON has it. */
export function tensorsIn(schema: Schema, type: Type | undefined, json: unknown): readonly ShownTensor[] {
  const found: ShownTensor[] = [];
  if (type !== undefined) collect(schema, type, json, "", found);
  return found;
}

function collect(schema: Schema, type: Type, json: unknown, place: string, found: ShownTensor[]): void {
  if (found.length >= mostTensors || !mayHold(schema, type) || json === null) return;
  switch (type.kind) {
    case "list":
    case "set":
      for (const [index, one] of (json as readonly unknown[]).entries()) {
        collect(schema, type.element, one, `${place}[${index}]`, found);
      }
      return;
    case "map": {
      const pairs = Array.isArray(json)
        ? (json as readonly [unknown, unknown][])
        : Object.entries(json as object);
      for (const [key, one] of pairs) {
        collect(schema, type.value, one, `${place}[${JSON.stringify(key)}]`, found);
      }
      return;
    }
    case "struct": {
      if (isTensor(schema, type.name)) return void found.push(shownTensor(place, json as TensorJson));
      const fields = json as Readonly<Record<string, unknown>>;
      for (const { name, type: of } of schema.structs[type.name]!.fields) {
        if (Object.hasOwn(fields, name)) collect(schema, of, fields[name], `${place}.${name}`, found);
      }
    }
  }
}

interface TensorJson {
  readonly type: ElementName;
  readonly shape: number[];
  readonly data: string;
}

function shownTensor(place: string, { type, shape, data }: TensorJson): ShownTensor {
  const about = { place, type: String(type), shape };
  try {
    const number = typeNamed(type)?.number ?? Number(type);
    const elements = typedArray({ type: number, shape, data: fromBase64(data) ?? new Uint8Array() });
    const first = Array.from(elements.subarray(0, mostElements), written);
    return { ...about, first, isCut: elements.length > mostElements };
  } catch (error) {
    if (error instanceof TensorError) return { ...about, first: error, isCut: false };
    throw error;
  }
}

/** Six digits: those of a float beyond are of its binary form. */
function written(element: number | bigint): string {
  return typeof element === "bigint" || Number.isInteger(element)
    ? String(element)
    : String(Number(element.toPrecision(6)));
}

/** Whether a value of a type has room for one: lists of a million numbers need not be looked through. */
function mayHold(schema: Schema, type: Type, within: readonly string[] = []): boolean {
  switch (type.kind) {
    case "list":
    case "set":
      return mayHold(schema, type.element, within);
    case "map":
      return mayHold(schema, type.value, within);
    case "struct": {
      const { name } = type;
      if (isTensor(schema, name)) return true;
      if (within.includes(name)) return false;
      return schema.structs[name]!.fields.some((field) => mayHold(schema, field.type, [...within, name]));
    }
    default:
      return false;
  }
}

/** Whether it is the struct of idl/tensor.thrift, whatever its file is called. */
function isTensor({ structs }: Schema, name: string): boolean {
  if (localName(name) !== "Tensor") return false;
  const kinds = structs[name]!.fields.map((field) => `${field.name} ${field.type.kind}`);
  return kinds.join() === "type enum,shape list,data binary";
}
