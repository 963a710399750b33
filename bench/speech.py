"""Synthetic speech to measure with: the same samples on every machine, no corpus needed.

three_seconds.wav, and emodb_lengths/NN.wav, one for each length of emodb_lengths.inc: 16 kHz, one
channel, 16 bits.
"""

import pathlib
import re

import numpy as np
import soundfile

RATE = 16000  # Hz
HOP = 160  # samples a frame
LENGTHS = pathlib.Path(__file__).with_name("emodb_lengths.inc")


def emodb_frames():
    lines = [line for line in LENGTHS.read_text().splitlines() if not line.startswith("//")]
    return [int(number) for number in re.findall(r"\d+", "".join(lines))]


def voice(samples, seed):
    """A gliding voice with syllables, three resonances and some breath, peak 0.5"""
    random = np.random.default_rng(seed)
    time = np.arange(samples) / RATE
    pitch = random.uniform(100, 220) * (1 + 0.2 * np.sin(2 * np.pi * random.uniform(0.3, 0.8) * time))  # Hz
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    signal = 0.02 * random.standard_normal(samples)
    for harmonic in range(1, 20):
        frequency = harmonic * pitch
        gain = sum(1 / (1 + ((frequency - centre) / 150) ** 2) for centre in (550, 1500, 2600)) + 0.02
        signal += gain * np.sin(harmonic * phase) * (frequency < RATE / 2)
    signal *= 0.3 + 0.7 * np.sin(np.pi * random.uniform(2, 4) * time) ** 2  # syllables
    return 0.5 * signal / np.max(np.abs(signal))


def write_speech(folder):
    """Fills `folder`; returns it."""
    (folder / "emodb_lengths").mkdir(parents=True, exist_ok=True)
    soundfile.write(folder / "three_seconds.wav", voice(3 * RATE, 0), RATE, subtype="PCM_16")
    for number, frames in enumerate(emodb_frames()):
        name = folder / "emodb_lengths" / f"{number:02}.wav"
        soundfile.write(name, voice((frames - 1) * HOP, 1 + number), RATE, subtype="PCM_16")
    return folder
