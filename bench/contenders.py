"""How each contender is run: every run is a separate process, so that no library's idle threads or
settings affect another's measurements."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
HEAVY = "paper/"  # seconds to minutes a run: fewer rounds
ONE_CORE = ("file/", "features/")
AS_INSTALLED = ("file/", "cold/", "crossval/")  # whole commands: the environment a user has
TIMEOUT = 1800  # s


class Failed(Exception):
    """A contender that gave no measurements"""


@dataclass
class Bench:
    build: Path  # holds bin/; results and speech go here too
    quick: bool
    blas_core: str  # OPENBLAS_CORETYPE, or empty
    cores: list  # numbers of the two that all may use
    manifest: str = ""  # of EMO-DB, for crossval

    def rounds(self, contender):
        if self.quick or contender.startswith("crossval/"):
            return 1
        return 3 if contender.startswith(HEAVY) else 7

    def seconds(self):
        """To measure in one process"""
        return 0.2 if self.quick else 1.0

    def environment(self, contender):
        own = {key: value for key, value in os.environ.items() if not key.startswith(("OPENBLAS_", "OMP_"))}
        own["EMOVOX_BENCH_SPEECH"] = str(self.build / "speech")
        if contender.startswith(AS_INSTALLED):
            return own
        threads = str(len(self.cores_of(contender)))
        own |= {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        if self.blas_core:
            own["OPENBLAS_CORETYPE"] = self.blas_core
        return own

    def cores_of(self, contender):
        return self.cores[:1] if contender.startswith(ONE_CORE) else self.cores

    def run(self, contender, command, raw):
        """Standard output, also left in the file `raw`"""
        pinned = ["taskset", "-c", ",".join(map(str, self.cores_of(contender))), *map(str, command)]
        try:
            done = subprocess.run(
                pinned, env=self.environment(contender), timeout=TIMEOUT, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"{contender}: took more than {TIMEOUT} s") from None
        raw.write_text(done.stdout)
        if done.returncode != 0:
            raise Failed(f"{contender}: {' '.join(pinned)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout

    def samples(self, contender, number):
        """The samples of one round of a contender: [{unit: value}, …]"""
        raw = self.build / "raw" / f"{contender.replace('/', '.')}.{number}.json"
        row, name = contender.split("/")
        if row == "cold":
            return json.loads(self.run(contender, self.predict_command(), raw))
        if row == "crossval":
            samples = json.loads(self.run(contender, self.crossval_command(), raw))
            return [{"min": sample["ms"] / 60e3, "MiB": sample["MiB"]} for sample in samples]
        if name in ("onnxruntime", "kaldi-native-fbank", "librosa"):
            command = [sys.executable, HERE / "peers.py", contender, self.build, self.seconds()]
            return json.loads(self.run(contender, command, raw))
        return benchmark_samples(contender, self.run(contender, self.benchmark_command(contender), raw))

    def benchmark_command(self, contender):
        program = "bench_speech" if contender in ("file/ours", "features/ours") else "bench_lstm"
        return [
            self.build / "bin" / program, f"--benchmark_filter=^{contender}/real_time$",
            f"--benchmark_min_time={self.seconds()}", "--benchmark_format=json",
        ]

    def predict_command(self):
        runs = 5 if self.quick else 20
        tools = self.build / "bin"
        return [tools / "bench_command", runs, tools / "emovox", "predict", self.build / "speech/three_seconds.wav"]

    def crossval_command(self):
        tools = self.build / "bin"
        return [
            tools / "bench_command", 1, tools / "emovox", "crossval", self.manifest, "-o", self.build / "crossval",
        ]


def benchmark_samples(contender, text):
    """Google Benchmark's JSON as samples: its time in ms, its counters by name"""
    found = json.loads(text)["benchmarks"] if text.strip() else []
    if len(found) != 1 or found[0].get("error_occurred"):
        raise Failed(f"{contender}: Google Benchmark ran {len(found)} benchmarks; must be one, without error")
    own = {"name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions",
           "repetition_index", "threads", "iterations", "real_time", "cpu_time", "time_unit"}  # fmt: skip
    counters = {key: value for key, value in found[0].items() if key not in own}
    return [{"ms": found[0]["real_time"], **counters}]
