// The error of tensors that do not hold together.

/**
 * Bytes, a shape and a type that do not fit each other, or another type than was asked for. A handler that lets it through
 * answers its client with a TApplicationException that has its words.
 */
export class TensorError extends Error {
  override readonly name = "TensorError";
}
