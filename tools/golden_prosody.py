#!/usr/bin/env python3
"""Writes the golden data of prosody to tests/golden: voices of known pitch with the pitch that librosa
finds (yin, pyin), and the energies of the signals of golden.py.

Needs Python packages librosa, numpy, scipy, and numba 0.61.2 with numpy under 2.2: with newer ones
librosa.yin crashes.
    python tools/golden_prosody.py [FOLDER]     # where golden.py has written its signals
The versions used are recorded in prosody_versions.txt beside the data.
"""

import pathlib
import sys

import librosa
import numba
import numpy as np
import scipy

RATE, HOP, WINDOW, DELTA_WIDTH = 16000, 160, 400, 9
LOW, HIGH, PITCH_FRAME = 60.0, 500.0, 1024  # Hz, Hz, samples
SECONDS = 0.6


def time():
    return np.arange(round(RATE * SECONDS)) / RATE


def steady(hz):
    return np.full(len(time()), float(hz))


def glide(start, end):
    return start * (end / start) ** (time() / SECONDS)


def voice(pitch, amplitudes=None):
    """Harmonics of `pitch` (Hz a sample) under 4 kHz, each of its amplitude, or as 1/h"""
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    if amplitudes is None:
        amplitudes = 1.0 / np.arange(1, 60)
    parts = [a * np.where(h * pitch < 4000, np.sin(h * phase + 0.7 * h * h), 0) for h, a in enumerate(amplitudes, 1)]
    sound = sum(parts)
    return 0.3 * sound / np.abs(sound).max()


def signals():
    """(name, pitch [samples] with 0 where there is none, samples) of every case"""
    random = np.random.default_rng(11)
    noise = random.standard_normal(len(time()))
    rise, vibrato = glide(90, 380), 220 * 2 ** (0.5 / 12 * np.sin(2 * np.pi * 5.5 * time()))
    spoken = (time() < 0.22) | (time() > 0.42)
    hiss = np.diff(noise, prepend=0.0) * 0.02
    yield "rise", rise, voice(rise)
    yield "fall", glide(300, 110), voice(glide(300, 110))
    yield "vibrato", vibrato, voice(vibrato)
    yield "noisy", rise, voice(rise) + 0.03 * noise
    yield "no_fundamental", steady(150), voice(steady(150), [0, 0.6, 1, 0.8, 0.5, 0.3])
    yield "strong_octave", steady(200), voice(steady(200), [0.2, 1, 0.3, 0.3, 0.2])
    yield "rich", steady(110), voice(steady(110), np.ones(36))
    yield "low", steady(72), voice(steady(72))
    yield "high", steady(440), voice(steady(440))
    yield "interrupted", np.where(spoken, 180.0, 0.0), np.where(spoken, voice(steady(180)), 0) + hiss
    yield "noise", steady(0), 0.1 * noise


def deltas(rows):
    mode = "interp" if rows.shape[1] >= DELTA_WIDTH else "nearest"
    return librosa.feature.delta(rows, width=DELTA_WIDTH, order=1, mode=mode)


def energies(samples):
    """[frames, 2]: dB under the floor of 80, and their slope"""
    rms = librosa.feature.rms(y=samples, frame_length=WINDOW, hop_length=HOP, center=True, pad_mode="constant")
    energy = librosa.power_to_db(rms**2, ref=1.0, amin=1e-10, top_db=80.0)
    return np.concatenate([energy, deltas(energy)]).T


def pitches(pitch, samples):
    """[frames, 3]: the true pitch, and those of yin and pyin, 0 for none; Hz"""
    asked = {"fmin": LOW, "fmax": HIGH, "sr": RATE, "frame_length": PITCH_FRAME, "hop_length": HOP}
    yin = librosa.yin(samples, **asked)
    pyin, _, _ = librosa.pyin(samples, **asked)
    there = np.append(pitch, pitch[-1])[::HOP]
    return np.stack([there, yin, np.nan_to_num(pyin)], axis=1)


def save(path, rows):
    np.save(path, np.ascontiguousarray(rows, dtype="<f4"))


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1] / "tests/golden")
    for case in (folder / "cases.csv").read_text().splitlines()[1:]:
        name, rate = case.split(",")
        samples = np.load(folder / f"{name}.samples.npy")
        if int(rate) != RATE:
            samples = librosa.resample(samples, orig_sr=int(rate), target_sr=RATE, res_type="soxr_hq")
        save(folder / f"{name}.energy.npy", energies(samples))
    names = []
    for name, pitch, samples in signals():
        samples = samples.astype("<f4")
        save(folder / f"pitch_{name}.samples.npy", samples)
        save(folder / f"pitch_{name}.pitch.npy", pitches(pitch, samples))
        names.append(name)
    (folder / "pitch_cases.csv").write_text("\n".join(["name", *names, ""]))
    versions = [f"{m.__name__} {m.__version__}" for m in (librosa, numba, np, scipy)]
    (folder / "prosody_versions.txt").write_text("\n".join([*versions, ""]))


if __name__ == "__main__":
    main()
