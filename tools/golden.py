#!/usr/bin/env python3
"""Writes tests/golden: signals, and the features that librosa computes of them.

Needs Python packages librosa, numpy, scipy, soxr and soundfile, and the program espeak-ng.
    python tools/golden.py [OUTPUT_FOLDER]
The versions used are recorded in versions.txt beside the data. Rewriting it with other versions
changes the speech (espeak-ng) and may change last digits (librosa, numpy, scipy).
"""

import io
import pathlib
import subprocess
import sys

import librosa
import numpy as np
import scipy
import soundfile
import soxr

RATE = 16000  # Hz of the front end
WINDOW, HOP, FFT, BANDS, MFCC, DELTA_WIDTH = 400, 160, 512, 64, 13, 9


def log_mel(magnitude):
    """[bands, frames], dB"""
    mel = librosa.feature.melspectrogram(
        S=magnitude**2, sr=RATE, n_fft=FFT, n_mels=BANDS, fmin=0.0, fmax=8000.0, htk=False, norm="slaney"
    )
    return librosa.power_to_db(mel, ref=1.0, amin=1e-10, top_db=80.0)


def deltas(mfcc, order):
    mode = "interp" if mfcc.shape[1] >= DELTA_WIDTH else "nearest"
    return librosa.feature.delta(mfcc, width=DELTA_WIDTH, order=order, mode=mode)


def features(samples):
    """(log_mel [frames, 64], lld [frames, 45]) of samples at RATE"""
    stft = librosa.stft(
        samples, n_fft=FFT, hop_length=HOP, win_length=WINDOW, window="hamming", center=True, pad_mode="constant"
    )
    magnitude = np.abs(stft)
    mel = log_mel(magnitude)
    mfcc = librosa.feature.mfcc(S=mel, n_mfcc=MFCC)
    lld = [
        mfcc,
        deltas(mfcc, 1),
        deltas(mfcc, 2),
        librosa.feature.zero_crossing_rate(samples, frame_length=WINDOW, hop_length=HOP, center=True),
        librosa.feature.rms(y=samples, frame_length=WINDOW, hop_length=HOP, center=True, pad_mode="constant"),
        librosa.feature.spectral_centroid(S=magnitude, sr=RATE, n_fft=FFT),
        librosa.feature.spectral_bandwidth(S=magnitude, sr=RATE, n_fft=FFT, p=2),
        librosa.feature.spectral_flatness(S=magnitude, power=2.0, amin=1e-10),
        librosa.feature.spectral_rolloff(S=magnitude, sr=RATE, n_fft=FFT, roll_percent=0.85),
    ]
    return [np.ascontiguousarray(columns.T, dtype="<f4") for columns in (mel, np.concatenate(lld))]


def speech():
    """0.8 s of a sentence by espeak-ng, at RATE"""
    command = ["espeak-ng", "-v", "en", "--stdout", "I cannot believe you did that!"]
    wav = subprocess.run(command, check=True, capture_output=True).stdout
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    return librosa.resample(samples, orig_sr=rate, target_sr=RATE, res_type="soxr_hq")[: RATE * 8 // 10]


def tones(rate, seconds):
    """Harmonics of a gliding voice and some noise, at any rate"""
    time = np.arange(round(rate * seconds)) / rate
    phase = 2 * np.pi * (140 * time + 60 * time**2)
    noise = np.random.default_rng(7).standard_normal(len(time))
    return sum(0.3 / h * np.sin(h * phase + h) for h in range(1, 12)) + 0.02 * noise


def signals():
    """(name, rate, samples) of every case"""
    random = np.random.default_rng(1)
    spoken = speech()
    time = np.arange(RATE // 2) / RATE
    click = np.zeros(RATE // 4)
    click[1000] = 1.0
    chirp = 0.5 * np.sin(2 * np.pi * (50 * time + 7900 * time**2))
    yield "speech", RATE, spoken
    yield "noise", RATE, 0.1 * random.standard_normal(RATE // 2)
    yield "silence", RATE, np.zeros(RATE // 4)
    yield "click", RATE, click
    yield "chirp", RATE, chirp
    yield "rate_8000", 8000, tones(8000, 0.4)
    yield "rate_44100", 44100, tones(44100, 0.4)
    yield "samples_1", RATE, np.array([0.5])
    yield "samples_399", RATE, spoken[4000:4399]
    yield "samples_400", RATE, spoken[4000:4400]
    yield "samples_1600", RATE, spoken[4000:5600]
    yield "clipped", RATE, np.clip(8 * spoken[2000:8000], -1, 1)
    yield "dc_offset", RATE, 0.3 + 0.5 * spoken[2000:8000]
    yield "quiet_gap", RATE, np.concatenate([spoken[4000:6000], np.zeros(1500), 1e-4 * spoken[6000:8000]])


def at_front_end_rate(samples, rate):
    if rate == RATE:
        return samples
    return librosa.resample(samples, orig_sr=rate, target_sr=RATE, res_type="soxr_hq")


def versions():
    espeak = subprocess.run(["espeak-ng", "--version"], check=True, capture_output=True, text=True).stdout
    lines = [f"{m.__name__} {m.__version__}" for m in (librosa, np, scipy, soxr)]
    return "\n".join([*lines, "espeak-ng " + espeak.split(":")[1].split()[0], ""])


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1] / "tests/golden")
    cases = ["name,sample_rate"]
    for name, rate, samples in signals():
        samples = np.ascontiguousarray(samples, dtype="<f4")
        mel, lld = features(at_front_end_rate(samples, rate))
        np.save(folder / f"{name}.samples.npy", samples)
        np.save(folder / f"{name}.log_mel.npy", mel)
        np.save(folder / f"{name}.lld.npy", lld)
        cases.append(f"{name},{rate}")
    (folder / "cases.csv").write_text("\n".join([*cases, ""]))
    (folder / "versions.txt").write_text(versions())


if __name__ == "__main__":
    main()
