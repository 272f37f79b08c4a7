// Written by thriftserve gen from digits.thrift. Changes are lost when it is run again.
import type { CallContext, TypedService } from "../../../mod.ts";
import type * as tensor from "./tensor.ts";

export interface Prediction {
  digit: number;
  /** From 0 to 1. */
  probability: number;
}

/** What is taken for a {@link Prediction}. */
export interface PredictionInit {
  readonly digit: number;
  /** From 0 to 1. */
  readonly probability: number;
}

/** The fields of a {@link WrongImage}. */
export interface WrongImageInit {
  readonly reason: string;
}

/** An image of another size or type. */
export interface WrongImage {
  reason: string;
}

/** An image of another size or type. */
export class WrongImage extends Error {
  static {
    $named(this, "WrongImage");
  }

  constructor(fields: WrongImageInit) {
    super($shown(fields));
    $assign(this, fields);
  }

  /** Recognizes what a client threw too: it has classes of its own, of this name. */
  static override [Symbol.hasInstance](value: unknown): value is WrongImage {
    return $isInstance(this, this === WrongImage, value);
  }
}

const $schema: TypedService["schema"] = {
  program: "digits",
  namespaces: {
    tensor: { "*": "thriftserve.tensor" },
    digits: { "*": "digits" },
  },
  structs: {
    "tensor.Tensor": { kind: "struct", name: "tensor.Tensor", fields: [{ id: 1, name: "type", type: { kind: "enum", name: "tensor.ElementType" }, requiredness: "required" }, { id: 2, name: "shape", type: { kind: "list", element: { kind: "i32" } }, requiredness: "required", doc: "The length of each dimension, the outermost first; empty for a single number." }, { id: 3, name: "data", type: { kind: "binary" }, requiredness: "required", doc: "The numbers, the last dimension's side by side, each with its least significant byte first." }] },
    "digits.Prediction": { kind: "struct", name: "digits.Prediction", fields: [{ id: 1, name: "digit", type: { kind: "i32" }, requiredness: "required" }, { id: 2, name: "probability", type: { kind: "double" }, requiredness: "required", doc: "From 0 to 1." }] },
    "digits.WrongImage": { kind: "exception", name: "digits.WrongImage", fields: [{ id: 1, name: "reason", type: { kind: "string" }, requiredness: "required" }], doc: "An image of another size or type." },
  },
  enums: {
    "tensor.ElementType": { name: "tensor.ElementType", values: [{ name: "FLOAT", value: 1 }, { name: "UINT8", value: 2 }, { name: "INT8", value: 3 }, { name: "UINT16", value: 4 }, { name: "INT16", value: 5 }, { name: "INT32", value: 6 }, { name: "INT64", value: 7 }, { name: "BOOL", value: 9, doc: "A byte each, 0 or 1." }, { name: "FLOAT16", value: 10 }, { name: "DOUBLE", value: 11 }, { name: "UINT32", value: 12 }, { name: "UINT64", value: 13 }], doc: "What the numbers are. The values are ONNX's own, TensorProto.DataType." },
  },
  constants: {},
  services: {
    "digits.Digits": { name: "digits.Digits", functions: [{ name: "predict", oneway: false, returns: { kind: "struct", name: "digits.Prediction" }, arguments: [{ id: 1, name: "image", type: { kind: "struct", name: "tensor.Tensor" }, requiredness: "default" }], throws: [{ id: 1, name: "wrong", type: { kind: "struct", name: "digits.WrongImage" }, requiredness: "default" }], doc: "Says which digit an image shows: 28 x 28 of UINT8, from 0 for paper to 255 for ink." }] },
  },
};

/** The methods of a handler of Digits. */
export interface DigitsHandler {
  /**
   * Says which digit an image shows: 28 x 28 of UINT8, from 0 for paper to 255 for ink.
   *
   * @throws {WrongImage}
   */
  predict(image: tensor.Tensor, call: CallContext): PredictionInit | Promise<PredictionInit>;
}

/** The functions of Digits as a client calls them. */
export interface DigitsClient {
  /**
   * Says which digit an image shows: 28 x 28 of UINT8, from 0 for paper to 255 for ink.
   *
   * @throws {WrongImage}
   */
  predict(image: tensor.TensorInit): Promise<Prediction>;
}

/** The service Digits: a handler exports it as `service`, and `connect` takes it. */
export const Digits: TypedService<DigitsHandler, DigitsClient> = {
  name: "Digits",
  functions: [...$schema.services["digits.Digits"]!.functions],
  schema: $schema,
};

/** The name that servers know the exception by: one that a bundler has shortened would not do. */
function $named(type: { readonly prototype: object }, name: string): void {
  Object.defineProperty(type, "name", { value: name });
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
}

/** Defined, not assigned: a field may have the name of something that errors have. */
function $assign(error: object, fields: object): void {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (value === undefined) continue;
    Object.defineProperty(error, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

function $isInstance(type: { readonly name: string }, byName: boolean, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(type, value)) return true;
  if (!byName || typeof value !== "object" || value === null) return false;
  return Function.prototype[Symbol.hasInstance].call(Error, value) && value.constructor?.name === type.name;
}

/** The fields in one line, for the message. */
function $shown(fields: object): string {
  const text = JSON.stringify($plain(fields));
  if (text === "{}") return "";
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}

/** Copied, not left to toJSON: that of a Buffer writes out every byte. */
function $plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    return Array.from(value as Iterable<unknown>, $plain);
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, $plain(one)]));
}
