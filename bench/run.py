"""Runs contenders in rounds, one process after another, and prints a table of the measurements.

scripts/bench installs, builds and calls this:
    python bench/run.py BUILD_FOLDER [--quick] [--crossval [EMODB_FOLDER]] [ROW…]
Every round runs every contender once, every other round backwards, so that what disturbs the machine
disturbs all. BUILD_FOLDER/results.json keeps the measurements, BUILD_FOLDER/raw what each process printed.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import lines
import table
from contenders import Bench, Failed
from speech import write_speech

ROOT = Path(__file__).parents[1]
EMODB = ROOT.parent / "shared/corpora/emodb"
BUSY = 0.2  # cores that others keep busy while we do nothing, above which no target is compared
PEER_PACKAGES = ("numpy", "librosa", "kaldi-native-fbank", "onnxruntime")


def say(text):
    print("== " + text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures emovox beside its peers.")
    parser.add_argument("build", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="one short round of each")
    parser.add_argument(
        "--crossval", nargs="?", const=str(EMODB), metavar="EMODB_FOLDER",
        help=f"also cross-validate EMO-DB (minutes); default folder: {os.path.relpath(EMODB, ROOT)}",
    )  # fmt: skip
    parser.add_argument("row", nargs="*", help="only these: " + " ".join(lines.ROWS))
    given = parser.parse_intermixed_args()
    if unknown := set(given.row) - set(lines.ROWS):
        parser.error(f"row {', '.join(sorted(unknown))}: unknown; must be of {' '.join(lines.ROWS)}")
    return given


def chosen_lines(given):
    rows = set(given.row) or set(lines.ROWS) - {"crossval"}
    if given.crossval:
        rows.add("crossval")
    elif "crossval" in rows:
        given.crossval = str(EMODB)
    if "crossval" in rows and not Path(given.crossval).is_dir():
        say(f"crossval skipped: EMO-DB is not in {given.crossval}")
        rows.remove("crossval")
    return [line for line in lines.LINES if line.row in rows]


def output_of(*command):
    return subprocess.run([*map(str, command)], check=True, text=True, stdout=subprocess.PIPE).stdout


def prepare(given, wanted):
    """The bench with all that its contenders read; exits where contenders disagree"""
    build = Path(given.build)
    shutil.rmtree(build / "raw", ignore_errors=True)
    (build / "raw").mkdir()
    write_speech(build / "speech")
    cores = sorted(os.sched_getaffinity(0))[:2]
    bench = Bench(build, given.quick, output_of(build / "bin/bench_lstm", "--blas-core").strip(), cores)
    say("do all contenders compute the same?")
    say(bench.run("agreement", [build / "bin/bench_lstm", "--agreement"], build / "raw/agreement.txt").rstrip())
    if any(line.row == "single" for line in wanted):
        bench.run("single", [build / "bin/bench_lstm", "--write-single", build / "single"], build / "raw/single.txt")
    if any(line.row == "crossval" for line in wanted):
        bench.manifest = str(build / "emodb.csv")
        shutil.rmtree(build / "crossval", ignore_errors=True)  # an old run would be resumed
        output_of(build / "bin/emovox", "corpus", "import", "emodb", given.crossval, "-o", bench.manifest)
    return bench


def measure(bench, contenders):
    """{contender: [{unit: value}, …]}, one sample for each run"""
    samples = {name: [] for name in contenders}
    rounds = max(map(bench.rounds, contenders))
    for number in range(rounds):
        for name in contenders if number % 2 == 0 else reversed(contenders):
            if number < bench.rounds(name):
                say(f"round {number + 1} of {rounds}: {name}")
                samples[name] += bench.samples(name, number)
    return samples


def machine(bench):
    lines_of_cpu = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":")[1].strip() for line in lines_of_cpu if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": len(bench.cores),
        "system": platform.platform(),
        "openblas_coretype": bench.blas_core,
        "peers": {name: metadata.version(name) for name in PEER_PACKAGES},
    }


def cores_of_others(seconds=2):
    """Cores that are busy while this program sleeps (the load average would count our own build)"""

    def idle():
        ticks = Path("/proc/stat").read_text().split("\n", 1)[0].split()
        return (int(ticks[4]) + int(ticks[5])) / os.sysconf("SC_CLK_TCK")  # s, of all cores

    before, start = idle(), time.monotonic()
    time.sleep(seconds)
    return max(0.0, os.cpu_count() - (idle() - before) / (time.monotonic() - start))


def main():
    given = arguments()
    wanted = chosen_lines(given)
    contenders = list(dict.fromkeys(name for line in wanted for name in line.contenders()))
    if not contenders:
        return
    others = [cores_of_others()]
    bench = prepare(given, wanted)
    samples = measure(bench, contenders)
    others.append(cores_of_others())
    entries = [table.summary(line, samples, quiet=max(others) <= BUSY) for line in wanted]
    results = {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "quick": given.quick,
        "machine": machine(bench),
        "cores_of_others": others,  # before and after
        "table": entries,
        "samples": samples,
    }
    (bench.build / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    print(table.markdown(entries))
    if max(others) > BUSY:
        print(
            f"\nNot to be quoted or compared with the targets: others kept {others[0]:.1f} cores busy before and {others[1]:.1f} after. Peers whose "
            "threads wait\nfor each other by spinning (libtorch, oneDNN, onnxruntime) lose most by that."
        )
    say(f"written: {os.path.relpath(bench.build / 'results.json')}")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"scripts/bench: {failure}")
