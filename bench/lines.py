"""The lines of the table: the contenders that each compares, the unit, and the target."""

from dataclasses import dataclass
from typing import Optional

LOWER_IS_BETTER = ("ms", "MiB", "min")


@dataclass(frozen=True)
class Line:
    row: str  # the name of the row on the command line of scripts/bench
    work: str
    ours: Optional[str]  # contender
    unit: str  # of its samples
    peer: Optional[str] = None  # contender
    peer_unit: Optional[str] = None  # where the peer counts differently
    ratio: Optional[float] = None  # target: at least this many times the peer
    bound: Optional[float] = None  # wanted: of our value, at least, or at most where lower is better

    def contenders(self):
        return [name for name in (self.ours, self.peer) if name]


def training_lines(row, work, roof, libtorch, onednn):
    ours = f"{row}/ours"
    return [
        Line(row, work, ours, "GFLOP/s", "roof/openblas", ratio=roof),
        Line(row, work, ours, "GFLOP/s", f"{row}/libtorch", ratio=libtorch),
        Line(row, work, ours, "GFLOP/s", f"{row}/onednn", ratio=onednn),
        Line(row, work + "; its padding counted", ours, "GFLOP/s", f"{row}/onednn", "padded GFLOP/s"),
        Line(row, work + "; ours with peepholes", f"{row}/ours-peephole", "GFLOP/s", "roof/openblas"),
    ]


def single_lines(row, work, ours, ratios):
    return [Line(row, work, ours, "ms", f"single/{peer}", ratio=ratio) for peer, ratio in ratios.items()]


FEATURES = "features, 109 dimensions, one core"
COLD = "emovox predict, 3 s file, cold process"

LINES = [
    Line("roof", "OpenBLAS sgemm 4096³, two cores", None, "GFLOP/s", "roof/openblas"),
    *training_lines("paper", "H 1024, B 32, forward + backward", 0.60, 4, 1.5),
    *training_lines("compact96", "H 96, B 32, 4 frames a step, fwd + bwd", 0.40, 3, 1),
    Line(
        "compact96", "H 96, …; peer given packed sequences", "compact96/ours", "GFLOP/s", "compact96/libtorch-packed"
    ),
    *training_lines("compact128", "H 128, B 32, every frame, fwd + bwd", 0.40, 3, 1),
    *single_lines(
        "single", "3 s, H 1024, float32", "single/ours", {"onednn": 1, "libtorch": 2, "onnxruntime": 1}
    ),
    *single_lines("single", "3 s, H 1024, ours float16", "single/ours-float16", {"onednn": None}),
    *single_lines("single", "3 s, H 1024, ours int8", "single/ours-int8", {"onednn": 2.5}),
    Line("file", "3 s file to answer, compact, one core", "file/ours", "ms", bound=15),
    Line("features", FEATURES, "features/ours", "x real time", bound=2500),
    Line("features", FEATURES + "; peer: 64 log-mel", "features/ours", "x real time", "features/kaldi-native-fbank", ratio=3),
    Line("features", FEATURES, "features/ours", "x real time", "features/librosa", ratio=20),
    Line("cold", COLD, "cold/ours", "ms", bound=60),
    Line("cold", COLD + ", peak memory", "cold/ours", "MiB", bound=60),
    Line("crossval", "emovox crossval, EMO-DB, ten folds, one seed", "crossval/ours", "min", bound=15),
]

ROWS = list(dict.fromkeys(line.row for line in LINES))
