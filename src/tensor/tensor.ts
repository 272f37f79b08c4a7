// Tensors of idl/tensor.thrift from typed arrays, and typed arrays from them, without a copy.
import { show } from "../words/show.ts";
import {
  type ArrayClass,
  arrayClass,
  type ElementArray,
  type ElementArrays,
  type ElementName,
  elementNames,
  typeNamed,
  typeNumbered,
  typeOf,
} from "./element_types.ts";
import { TensorError } from "./error.ts";

/** A tensor as methods and clients get it: the struct of `idl/tensor.thrift`. */
export interface Tensor {
  /** A member's number of `ElementType`, which is ONNX's. */
  readonly type: number;
  /** The length of each dimension, the outermost first; empty for a single number. */
  readonly shape: number[];
  /** The elements, each with its least significant byte first. */
  readonly data: Uint8Array;
}

/**
 * A tensor of an array's elements. Nothing is copied: a change of the array before the tensor is sent changes the tensor.
 *
 * @param shape the length of each dimension, the outermost first. Default: one dimension, all elements.
 * @param type of the elements, where it is not the array's own: `BOOL` in a Uint8Array, `FLOAT16` in a Uint16Array.
 * @throws {TensorError} when the shape has another number of elements than the array, or the type other sizes.
 *
 * @example
 * ```ts
 * import { tensor, typedArray } from "thriftserve/tensor";
 *
 * const pair = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
 * console.log(pair.data.length, typedArray(pair, "FLOAT")[5]);
 * ```
 */
export function tensor(
  elements: ElementArray,
  shape: readonly number[] = [elements.length],
  type?: ElementName,
): Tensor {
  const known = type === undefined ? typeOf(elements) : typeNamed(type);
  if (known === undefined)
    throw new TensorError(`expected a typed array and a type, got ${show(type ?? elements)}`);
  if (type !== undefined && sizeOf(arrayClass(known), type) !== elements.BYTES_PER_ELEMENT) {
    throw new TensorError(`elements of ${elements.BYTES_PER_ELEMENT} bytes are not ${type}`);
  }
  if (countOf(shape) !== elements.length)
    throw new TensorError(`${elements.length} elements are not ${shown(shape)}`);
  const data = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  return { type: known.number, shape: [...shape], data };
}

/**
 * The elements of a tensor. They are a view onto its bytes where these begin at a multiple of an element's size in the
 * memory that they are part of, that of the message; elsewhere they are copied, all at once.
 *
 * @param expected the only type that is taken. Default: any.
 * @throws {TensorError} when it has another type, or another number of bytes than its shape and type say.
 */
export function typedArray<Name extends ElementName = ElementName>(
  tensor: Tensor,
  expected?: Name,
): ElementArrays[Name] {
  const { type, shape, data } = tensor;
  const known = typeNumbered(type);
  if (known === undefined) {
    throw new TensorError(`expected a tensor's type, ${elementNames.join(", ")}, got ${show(type)}`);
  }
  if (expected !== undefined && expected !== known.name) {
    throw new TensorError(`expected a tensor of ${expected}, got ${known.name}`);
  }
  const Elements = arrayClass<Name>(known);
  const size = sizeOf(Elements, known.name);
  const count = countOf(shape);
  if (count * size !== data.length) {
    throw new TensorError(
      `expected ${count * size} bytes for ${shown(shape)} of ${known.name}, got ${data.length}`,
    );
  }
  const { buffer, byteOffset } = data.byteOffset % size === 0 ? data : new Uint8Array(data);
  return new Elements!(buffer, byteOffset, count);
}

function sizeOf(Elements: ArrayClass<unknown> | undefined, name: ElementName): number {
  if (Elements === undefined) throw new TensorError(`${name} has no array here`);
  return Elements.BYTES_PER_ELEMENT;
}

function countOf(shape: readonly number[]): number {
  const bad = shape.find((length) => !Number.isSafeInteger(length) || length < 0);
  if (bad !== undefined) throw new TensorError(`expected lengths of dimensions, got ${show(bad)}`);
  return shape.reduce((count, length) => count * length, 1);
}

function shown(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
