#!/usr/bin/env python3
"""Writes tests/golden/encoder: a small encoder with random weights, signals, and the frames that NumPy computes of them.

Needs the Python package numpy.
    python tools/make_encoder_golden.py [OUTPUT_FOLDER]
`encode` is the definition that src/encoder is compared with: Whisper's encoder (Radford et al., "Robust Speech
Recognition via Large-Scale Weak Supervision", 2022, section 2.2; github.com/openai/whisper, whisper/audio.py and
whisper/model.py), in double precision, without padding to 30 s and without the layer norm after the last layer.
"""

import json
import math
import pathlib
import platform
import struct
import sys

import numpy as np

erf = np.vectorize(math.erf, otypes=[np.float64])


def mel_filters(bands):
    """[bands, 201]: Slaney's mel filters of area 1, from 0 to 8000 Hz, for bins of 40 Hz."""
    log_step = math.log(6.4) / 27
    top = 15 + math.log(8000 / 1000) / log_step
    mels = np.linspace(0, top, bands + 2)
    corners = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp(log_step * (mels - 15)))[:, None]
    bins = np.arange(201)[None] * 40.0
    rise = (bins - corners[:-2]) / (corners[1:-1] - corners[:-2])
    fall = (corners[2:] - bins) / (corners[2:] - corners[1:-1])
    return np.maximum(0, np.minimum(rise, fall)) * 2 / (corners[2:] - corners[:-2])


def log_mel(samples, bands):
    """[frames, bands], a frame every 10 ms; samples: a multiple of 160."""
    padded = np.pad(np.asarray(samples, np.float64), 200, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    frames = np.stack([padded[at : at + 400] for at in range(0, len(samples), 160)])
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    level = np.log10(np.maximum(power @ mel_filters(bands).T, 1e-10))
    return (np.maximum(level, level.max() - 8) + 4) / 4


def gelu(x):
    return x / 2 * (1 + erf(x / math.sqrt(2)))


def norm(x, gain, shift):
    centred = x - x.mean(1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5) * gain + shift


def convolve(x, weight, bias, stride):
    """x [T, in] → [T / stride, out], with a row of zeros before and after x."""
    padded = np.pad(x, ((1, 1), (0, 0)))
    rows = [padded[t : t + 3].T.ravel() for t in range(0, len(x), stride)]
    return np.stack(rows) @ weight.reshape(len(weight), -1).T + bias


def attention(query, key, value):
    scores = query @ key.T / math.sqrt(query.shape[1])
    weights = np.exp(scores - scores.max(1, keepdims=True))
    return weights / weights.sum(1, keepdims=True) @ value


def encode(weights, samples, layers):
    """samples at 16 kHz → [ceil(samples / 320), width]. `weights`: name → array; heads are 64 wide."""
    w = {name: np.asarray(value, np.float64) for name, value in weights.items()}
    samples = np.pad(samples, (0, -len(samples) % 320))
    x = log_mel(samples, w["encoder.conv1.weight"].shape[1])
    x = gelu(convolve(x, w["encoder.conv1.weight"], w["encoder.conv1.bias"], 1))
    x = gelu(convolve(x, w["encoder.conv2.weight"], w["encoder.conv2.bias"], 2))
    x = x + w["encoder.embed_positions.weight"][: len(x)]
    for layer in range(layers):
        p = f"encoder.layers.{layer}."
        a = norm(x, w[p + "self_attn_layer_norm.weight"], w[p + "self_attn_layer_norm.bias"])
        q = a @ w[p + "self_attn.q_proj.weight"].T + w[p + "self_attn.q_proj.bias"]
        k = a @ w[p + "self_attn.k_proj.weight"].T
        v = a @ w[p + "self_attn.v_proj.weight"].T + w[p + "self_attn.v_proj.bias"]
        heads = [slice(at, at + 64) for at in range(0, x.shape[1], 64)]
        mixed = np.concatenate([attention(q[:, h], k[:, h], v[:, h]) for h in heads], 1)
        x = x + mixed @ w[p + "self_attn.out_proj.weight"].T + w[p + "self_attn.out_proj.bias"]
        a = norm(x, w[p + "final_layer_norm.weight"], w[p + "final_layer_norm.bias"])
        a = gelu(a @ w[p + "fc1.weight"].T + w[p + "fc1.bias"])
        x = x + a @ w[p + "fc2.weight"].T + w[p + "fc2.bias"]
    return x


def read_safetensors(path):
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    types = {"F16": np.float16, "F32": np.float32}
    return {
        name: np.frombuffer(data[8 + length :][entry["data_offsets"][0] : entry["data_offsets"][1]], types[entry["dtype"]])
        .reshape(entry["shape"])
        for name, entry in header.items()
    }


def write_safetensors(path, weights, metadata):
    header, offset = {"__metadata__": metadata}, 0
    for name in sorted(weights):
        end = offset + weights[name].nbytes
        header[name] = {"dtype": "F16", "shape": list(weights[name].shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    body = b"".join(weights[name].tobytes() for name in sorted(weights))
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def random_weights(random, bands=80, width=64, hidden=128, layers=2, positions=24):
    shapes = {"encoder.conv1.weight": (width, bands, 3), "encoder.conv1.bias": (width,)}
    shapes |= {"encoder.conv2.weight": (width, width, 3), "encoder.conv2.bias": (width,)}
    shapes["encoder.embed_positions.weight"] = (positions, width)
    for layer in range(layers):
        p = f"encoder.layers.{layer}."
        for which in ("q", "k", "v", "out"):
            shapes[p + f"self_attn.{which}_proj.weight"] = (width, width)
            if which != "k":
                shapes[p + f"self_attn.{which}_proj.bias"] = (width,)
        for which in ("self_attn_layer_norm", "final_layer_norm"):
            shapes |= {p + which + ".weight": (width,), p + which + ".bias": (width,)}
        shapes |= {p + "fc1.weight": (hidden, width), p + "fc1.bias": (hidden,)}
        shapes |= {p + "fc2.weight": (width, hidden), p + "fc2.bias": (width,)}
    weights = {}
    for name, shape in shapes.items():
        scale = 0.5 if len(shape) == 1 else 1.5 / math.sqrt(np.prod(shape[1:]))
        centre = 1.0 if "norm.weight" in name else 0.0
        weights[name] = random.normal(centre, scale, shape).astype(np.float16)
    return weights


def signals(random):
    time = np.arange(6400) / 16000
    chirp = 0.5 * np.sin(2 * np.pi * (300 * time + 4000 * time**2)) + 0.001 * random.normal(size=6400)
    return {
        "chirp": chirp.astype(np.float32),  # 20 rows
        "noise": (0.1 * random.normal(size=1601)).astype(np.float32),  # 6 rows, the last mostly padding
        "sample": np.array([0.25], np.float32),
        "silence": np.zeros(640, np.float32),
    }


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/golden/encoder")
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(20221206)
    weights = random_weights(random)
    write_safetensors(folder / "small.safetensors", weights, {"source": "random weights", "layers": "2", "width": "64"})
    for name, samples in signals(random).items():
        np.save(folder / f"{name}.samples.npy", samples)
        np.save(folder / f"{name}.frames.npy", encode(weights, samples, 2).astype(np.float32))
    (folder / "versions.txt").write_text(f"python {platform.python_version()}\nnumpy {np.__version__}\n")


if __name__ == "__main__":
    main()
