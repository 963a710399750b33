"""The one-utterance network as ONNX: two bidirectional LSTM nodes."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HIDDEN = 1024
FEATURE_SETS = {"log_mel": 64, "lld": 45}


def iofc(matrix):
    """Ours i, f, g, o to ONNX's i, o, f, c, along the first axis"""
    i, f, g, o = np.split(matrix, 4)
    return np.concatenate([i, o, f, g])


def lstm_node(folder, name, inputs):
    """The node of one feature set and its weights; both directions along the first axis"""

    def both(part, shape):
        files = [folder / f"lstm.{name}.{direction}.{part}.f32" for direction in ("forward", "backward")]
        return np.stack([iofc(np.fromfile(file, "<f4").reshape(shape)) for file in files])

    bias = both("bias", (4 * HIDDEN,))
    weights = {
        f"{name}.W": both("input", (4 * HIDDEN, inputs)),
        f"{name}.R": both("recurrent", (4 * HIDDEN, HIDDEN)),
        f"{name}.B": np.concatenate([bias, np.zeros_like(bias)], axis=1),  # ONNX has a second bias
    }
    node = helper.make_node(
        "LSTM", [f"{name}.x", *weights], [f"{name}.h"], hidden_size=HIDDEN, direction="bidirectional"
    )
    return node, [numpy_helper.from_array(values, key) for key, values in weights.items()]


def make_network(folder):
    """(ONNX model, its feeds, our outputs [T, 4H])"""
    nodes, weights, feeds = [], [], {}
    for number, (name, inputs) in enumerate(FEATURE_SETS.items()):
        node, parts = lstm_node(folder, name, inputs)
        nodes.append(node)
        weights += parts
        feeds[f"{name}.x"] = np.fromfile(folder / f"x{number}.f32", "<f4").reshape(-1, 1, inputs)
    steps = len(next(iter(feeds.values())))
    graph = helper.make_graph(
        nodes,
        "single",
        [helper.make_tensor_value_info(key, TensorProto.FLOAT, x.shape) for key, x in feeds.items()],
        [helper.make_tensor_value_info(f"{name}.h", TensorProto.FLOAT, (steps, 2, 1, HIDDEN)) for name in FEATURE_SETS],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model)
    return model, feeds, np.fromfile(folder / "h.f32", "<f4").reshape(steps, -1)
