"""Peers that are called from Python: each prints its samples as JSON, [{unit: value}, …].

    python bench/peers.py CONTENDER WORK_FOLDER SECONDS
SECONDS: how long to measure. WORK_FOLDER/speech and WORK_FOLDER/single are what bench/speech.py and
`bench_lstm --write-single` wrote.
"""

import json
import pathlib
import sys
import time

import numpy as np

ROOT = pathlib.Path(__file__).parents[1]
TOLERANCE = 1e-4  # share of the largest value, as in bench/agreement.h


def mean_seconds(function, seconds):
    """Of one call, after a first that is not counted"""
    function()
    calls, start = 0, time.perf_counter()
    while calls == 0 or time.perf_counter() - start < seconds:
        function()
        calls += 1
    return (time.perf_counter() - start) / calls


def recordings(work):
    """Samples of each recording, and seconds of all"""
    import soundfile

    files = sorted((work / "speech/emodb_lengths").glob("*.wav"))
    read = [soundfile.read(file, dtype="float32") for file in files]
    return [samples for samples, _ in read], sum(len(samples) / rate for samples, rate in read)


def single_onnxruntime(work, seconds):
    """The one-utterance network; fails unless its outputs are ours."""
    import onnxruntime
    from onnx_network import make_network

    model, feeds, ours = make_network(work / "single")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    outputs = session.run(None, feeds)  # one for each feature set: [T, 2, 1, H]
    theirs = np.concatenate([h.reshape(len(h), -1) for h in outputs], axis=1)
    apart = np.max(np.abs(ours - theirs)) / np.max(np.abs(ours))
    if not apart <= TOLERANCE:
        sys.exit(f"agreement of onnxruntime: differs by {apart} of the largest value; must be at most {TOLERANCE}")
    return {"ms": 1e3 * mean_seconds(lambda: session.run(None, feeds), seconds)}


def features_kaldi_native_fbank(work, seconds):
    """64 log-mel bands of whole utterances, without the time to convert Python's numbers: the same
    calls with a hop that leaves almost no frames are subtracted."""
    import kaldi_native_fbank

    samples, duration = recordings(work)
    lists = [recording.tolist() for recording in samples]  # which the binding converts fastest

    def analyse(hop_ms):
        options = kaldi_native_fbank.FbankOptions()
        options.frame_opts.samp_freq = 16000
        options.frame_opts.dither = 0
        options.frame_opts.snip_edges = False
        options.frame_opts.frame_shift_ms = hop_ms
        options.mel_opts.num_bins = 64
        for recording in lists:
            fbank = kaldi_native_fbank.OnlineFbank(options)
            fbank.accept_waveform(16000, recording)
            fbank.input_finished()

    whole = mean_seconds(lambda: analyse(10.0), seconds)
    handing_over = mean_seconds(lambda: analyse(100000.0), seconds / 4)
    return {"x real time": duration / (whole - handing_over), "x real time from Python": duration / whole}


def features_librosa(work, seconds):
    """All 109 dimensions, as the golden data are made"""
    sys.path.insert(0, str(ROOT / "tools"))
    import golden

    samples, duration = recordings(work)
    golden.features(samples[0])  # compiles what librosa compiles at its first call
    return {"x real time": duration / mean_seconds(lambda: [golden.features(s) for s in samples], seconds)}


CONTENDERS = {
    "single/onnxruntime": single_onnxruntime,
    "features/kaldi-native-fbank": features_kaldi_native_fbank,
    "features/librosa": features_librosa,
}

if __name__ == "__main__":
    print(json.dumps([CONTENDERS[sys.argv[1]](pathlib.Path(sys.argv[2]), float(sys.argv[3]))]))
