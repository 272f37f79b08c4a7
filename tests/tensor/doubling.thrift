include "../../idl/tensor.thrift"

service Doubling {
  tensor.Tensor twice(1: tensor.Tensor values)
}
