"""Trains the model that the handler serves: train.py [FILE]. Takes scikit-learn and onnx.

skl2onnx does this for any model of scikit-learn's, and torch.onnx for PyTorch's.
"""
import sys

import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

data = load_iris()
model = LogisticRegression(max_iter=1000).fit(data.data, data.target)

nodes = [
    helper.make_node("Gemm", ["features", "weights", "bias"], ["scores"], transB=1),
    helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
]
graph = helper.make_graph(
    nodes,
    "iris",
    [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["flowers", 4])],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["flowers", 3])],
    [
        numpy_helper.from_array(model.coef_.astype("float32"), "weights"),
        numpy_helper.from_array(model.intercept_.astype("float32"), "bias"),
    ],
)
made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
onnx.checker.check_model(made)
onnx.save(made, sys.argv[1] if len(sys.argv) > 1 else "iris.onnx")
