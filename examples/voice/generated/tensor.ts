// Written by thriftserve gen from tensor.thrift. Changes are lost when it is run again.
/** What the numbers are. The values are ONNX's own, TensorProto.DataType. */
export const ElementType = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  /** A byte each, 0 or 1. */
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
} as const;

/** What the numbers are. The values are ONNX's own, TensorProto.DataType. */
export type ElementType = (typeof ElementType)[keyof typeof ElementType] | (number & {});

/** What is taken for a {@link ElementType}: the name of a member too. */
export type ElementTypeInit = ElementType | keyof typeof ElementType;

export interface Tensor {
  type: ElementType;
  /** The length of each dimension, the outermost first; empty for a single number. */
  shape: number[];
  /** The numbers, the last dimension's side by side, each with its least significant byte first. */
  data: Uint8Array;
}

/** What is taken for a {@link Tensor}. */
export interface TensorInit {
  readonly type: ElementTypeInit;
  /** The length of each dimension, the outermost first; empty for a single number. */
  readonly shape: Iterable<number>;
  /** The numbers, the last dimension's side by side, each with its least significant byte first. */
  readonly data: ArrayBuffer | ArrayBufferView;
}
