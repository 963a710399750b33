#!/usr/bin/env python3
"""Compares Whisper's encoder here with NumPy, on every instruction set and in every precision, and its speed with onnxruntime.

Needs Python packages numpy, and onnx and onnxruntime for the speed; and the program run_encoder:
    cmake --build build/release --target run_encoder
    python tools/check_encoder.py build/release/bin/run_encoder ENCODER.safetensors RECORDING.wav [LAYERS]
RECORDING: 16 kHz, one channel, 16 bits. The definition is `encode` of tools/make_encoder_golden.py, in double. Prints the
largest error by the largest value, the root mean square of the errors by that of the values, and times on one
thread: of the whole here, of the network alone (without the spectrum) in onnxruntime. Rounds alternate, so that other
work on the machine disturbs both alike.
"""

import pathlib
import subprocess
import sys
import tempfile
import time
import wave

import numpy as np

from make_encoder_golden import encode, log_mel, read_safetensors

ROUNDS, REPEATS = 5, 20


def read_wav(path):
    with wave.open(path) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (16000, 1, 2):
            sys.exit(f"{path}: is of another format; must be 16 kHz, one channel, 16 bits")
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768


def onnx_graph(w, layers, steps):
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    width = len(w["encoder.conv1.bias"])
    nodes, constants = [], []

    def constant(value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), f"c{len(constants)}"))
        return constants[-1].name

    def op(kind, *inputs, **attributes):
        nodes.append(helper.make_node(kind, inputs, [f"v{len(nodes)}"], **attributes))
        return nodes[-1].output[0]

    def weight(name):
        return w[name].astype(np.float32)

    def linear(x, name, has_bias=True):
        product = op("MatMul", x, constant(weight(name + ".weight").T))
        return op("Add", product, constant(weight(name + ".bias"))) if has_bias else product

    def norm(x, name):
        return op("LayerNormalization", x, constant(weight(name + ".weight")), constant(weight(name + ".bias")), epsilon=1e-5)

    def heads(x, order):
        shape = constant(np.array([1, steps, width // 64, 64], np.int64))
        return op("Transpose", op("Reshape", x, shape), perm=order)

    x = "mel"
    for name, stride in (("encoder.conv1", 1), ("encoder.conv2", 2)):
        conv = op("Conv", x, constant(weight(name + ".weight")), constant(weight(name + ".bias")), pads=[1, 1], strides=[stride])
        x = op("Gelu", conv)
    x = op("Add", op("Transpose", x, perm=[0, 2, 1]), constant(weight("encoder.embed_positions.weight")[None, :steps]))
    for layer in range(layers):
        p = f"encoder.layers.{layer}."
        a = norm(x, p + "self_attn_layer_norm")
        q = heads(op("Mul", linear(a, p + "self_attn.q_proj"), constant(np.float32(0.125))), [0, 2, 1, 3])
        k = heads(linear(a, p + "self_attn.k_proj", False), [0, 2, 3, 1])
        v = heads(linear(a, p + "self_attn.v_proj"), [0, 2, 1, 3])
        mixed = op("MatMul", op("Softmax", op("MatMul", q, k), axis=-1), v)
        joined = op("Reshape", op("Transpose", mixed, perm=[0, 2, 1, 3]), constant(np.array([1, steps, width], np.int64)))
        x = op("Add", x, linear(joined, p + "self_attn.out_proj"))
        x = op("Add", x, linear(op("Gelu", linear(norm(x, p + "final_layer_norm"), p + "fc1")), p + "fc2"))
    nodes.append(helper.make_node("Identity", [x], ["frames"]))
    bands = w["encoder.conv1.weight"].shape[1]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [helper.make_tensor_value_info("mel", TensorProto.FLOAT, [1, bands, 2 * steps])],
        [helper.make_tensor_value_info("frames", TensorProto.FLOAT, [1, steps, width])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    model.ir_version = 10
    return model


def peers(folder, w, layers, mel):
    """Functions that run onnxruntime, in float32 and in its dynamic int8."""
    import onnx
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    onnx.save(onnx_graph(w, layers, mel.shape[2] // 2), folder / "float32.onnx")
    quantize_dynamic(folder / "float32.onnx", folder / "int8.onnx", weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    runs = {}
    for precision in ("float32", "int8"):
        session = onnxruntime.InferenceSession(folder / f"{precision}.onnx", options, providers=["CPUExecutionProvider"])
        runs["onnxruntime " + precision] = lambda session=session: session.run(None, {"mel": mel})[0][0]
    return runs


def error_text(got, expected):
    error = np.abs(got - expected)
    mean_square = np.sqrt(np.mean(error**2) / np.mean(expected**2))
    return f"largest error {error.max() / np.abs(expected).max():.1e}, root mean square {mean_square:.1e}"


def time_of(run):
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        run()
        times.append(1e3 * (time.process_time() - start))
    return min(times)


def main():
    program, encoder, recording = sys.argv[1:4]
    w = read_safetensors(encoder)
    layers = int(sys.argv[4]) if len(sys.argv) > 4 else sum(name.endswith("fc1.weight") for name in w)
    samples = read_wav(recording)
    expected = encode(w, samples, layers)
    bands = w["encoder.conv1.weight"].shape[1]
    mel = log_mel(np.pad(samples, (0, -len(samples) % 320)), bands).T[None].astype(np.float32)
    print(f"{len(samples) / 16000:.2f} s, {layers} layers")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        samples.tofile(folder / "samples")

        def ours(precision, repeats):
            command = [program, encoder, str(folder / "samples"), precision, str(layers), "1", str(repeats)]
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            return float(text.split("shortest ")[1].split()[0])

        for precision in ("float32", "float16", "int8"):
            ours(precision, 1)
            for file in sorted(folder.glob(f"samples.*.{precision}")):
                frames = np.fromfile(file, np.float32).reshape(expected.shape)
                print(f"{file.name[8:]}: {error_text(frames, expected)}")
        try:
            runs = peers(folder, w, layers, mel)
        except ImportError:
            sys.exit("no onnxruntime: times are not compared")
        for peer, run in runs.items():
            print(f"{peer}: {error_text(run(), expected)}")
        best = {}
        for _ in range(ROUNDS):
            for precision in ("float32", "float16", "int8"):
                best[precision] = min(best.get(precision, 1e9), ours(precision, REPEATS))
            for peer, run in runs.items():
                best[peer] = min(best.get(peer, 1e9), time_of(run))
        for what, shortest in best.items():
            print(f"{what}: {shortest:.2f} ms, {best['onnxruntime float32'] / shortest:.2f} of onnxruntime's float32 speed")


if __name__ == "__main__":
    main()
