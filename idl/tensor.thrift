/**
 * Arrays of numbers of any rank, as networks take and give them: the numbers themselves, not a Thrift value for each.
 * A list<double> of an image takes three times the bytes, and up to a hundred times as long to read.
 */

namespace * thriftserve.tensor

/** What the numbers are. The values are ONNX's own, TensorProto.DataType. */
enum ElementType {
  FLOAT = 1
  UINT8 = 2
  INT8 = 3
  UINT16 = 4
  INT16 = 5
  INT32 = 6
  INT64 = 7
  /** A byte each, 0 or 1. */
  BOOL = 9
  FLOAT16 = 10
  DOUBLE = 11
  UINT32 = 12
  UINT64 = 13
}

struct Tensor {
  1: required ElementType type
  /** The length of each dimension, the outermost first; empty for a single number. */
  2: required list<i32> shape
  /** The numbers, the last dimension's side by side, each with its least significant byte first. */
  3: required binary data
}
