#!/usr/bin/env python3
"""Writes tests/golden/trim.csv: the first and last sample that librosa.effects.trim keeps of signals of tests/golden.

Needs Python packages numpy and librosa.
    python tools/golden_trim.py [OUTPUT_FILE]
A row: the case whose samples are between `before` and `after` zeros, top_db, the first sample that is kept and the one
after the last. The first line has the version.
"""

import pathlib
import sys

import librosa
import numpy as np

GOLDEN = pathlib.Path(__file__).parent.parent / "tests" / "golden"
WINDOW, HOP = 400, 160  # samples
CASES = ["speech", "noise", "silence", "click", "chirp", "samples_1", "samples_399", "clipped", "quiet_gap"]
PADDING = [(0, 0), (8000, 0), (0, 5000), (4321, 12345)]


def main():
    lines = [f"# librosa {librosa.__version__}, numpy {np.__version__}", "name,before,after,top_db,first,end"]
    for name in CASES:
        samples = np.load(GOLDEN / f"{name}.samples.npy")
        for before, after in PADDING:
            padded = np.concatenate([np.zeros(before, "f4"), samples, np.zeros(after, "f4")])
            for top_db in (20, 45, 60):
                _, (first, end) = librosa.effects.trim(padded, top_db=top_db, frame_length=WINDOW, hop_length=HOP)
                lines.append(f"{name},{before},{after},{top_db},{first},{end}")
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN / "trim.csv"
    path.write_text("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
