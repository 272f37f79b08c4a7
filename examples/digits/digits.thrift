include "../../idl/tensor.thrift"

namespace * digits

struct Prediction {
  1: required i32 digit
  /** From 0 to 1. */
  2: required double probability
}

/** An image of another size or type. */
exception WrongImage {
  1: required string reason
}

service Digits {
  /** Says which digit an image shows: 28 x 28 of UINT8, from 0 for paper to 255 for ink. */
  Prediction predict(1: tensor.Tensor image) throws (1: WrongImage wrong)
}
