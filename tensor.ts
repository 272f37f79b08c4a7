/**
 * Tensors of `idl/tensor.thrift` from typed arrays and back, for handlers, clients and pages of browsers.
 *
 * It loads nothing but itself.
 *
 * @module
 */

export type { ElementArray, ElementArrays, ElementName } from "./src/tensor/element_types.ts";
export { TensorError } from "./src/tensor/error.ts";
export { type Tensor, tensor, typedArray } from "./src/tensor/tensor.ts";
