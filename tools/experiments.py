#!/usr/bin/env python3
"""Prints the table of docs/experiments.md from run folders of `emovox crossval`.

tools/experiments.py BASE RUN…: a row each, best UA first: what differs from BASE in config.toml as the flags that
make the difference, the number of seeds, WA and UA (mean over folds; mean ± sample standard deviation over seeds).
Under it what choosing the best row flatters: for every speaker the row is chosen by the UA of the other speakers.
Needs Python 3.11 and nothing else.
"""
import json
import sys
import tomllib
from pathlib import Path

# Of [run]: what touches the numbers. corpus, device and checksums do not belong to a recipe.
RUN_KEYS = {"track": "track", "calibration_folds": "calibration-folds"}


def settings(folder):
    config = tomllib.loads((folder / "config.toml").read_text())
    found = {("", flag): config["run"][key] for key, flag in RUN_KEYS.items() if key in config["run"]}
    for table in ("features", "network", "training"):
        prefix = "features-" if table == "features" else ""
        found |= {(table, prefix + key.replace("_", "-")): value for key, value in config[table].items()}
    return found


def flag_text(value):
    if isinstance(value, bool):
        return "on" if value else "off"
    return ",".join(value) if isinstance(value, list) else f"{value:g}" if isinstance(value, float) else str(value)


def flags(base, run):
    return " ".join(f"--{key[1]} {flag_text(value)}" for key, value in run.items() if base.get(key) != value)


def metric(metrics, name):
    mean, std = (100 * metrics[part][name] for part in ("mean", "std"))
    return f"{mean:.2f}" + (f" ± {std:.2f}" if len(metrics["seeds"]) > 1 else "")


def chosen_without_the_tested(all_metrics):
    """WA and UA, %, if each speaker is tested with the row that has the best UA over all other speakers."""
    tables = [metrics["mean"]["folds"] for metrics in all_metrics]
    speakers = sorted(tables[0])
    chosen = []
    for tested in speakers:
        others = [speaker for speaker in speakers if speaker != tested]
        chosen.append(max(tables, key=lambda folds: sum(folds[other]["ua"] for other in others))[tested])
    return [100 * sum(metrics[name] for metrics in chosen) / len(speakers) for name in ("wa", "ua")]


def main():
    base, *runs = map(Path, sys.argv[1:])
    rows = []
    all_metrics = [json.loads((run / "metrics.json").read_text()) for run in [base, *runs]]
    for run, metrics in zip([base, *runs], all_metrics):
        seeds = len(metrics["seeds"])
        change = flags(settings(base), settings(run)) or "the preset"
        ensemble = metrics.get("ensemble")
        together = f"{100 * ensemble['wa_mean_folds']:.2f} / {100 * ensemble['ua_mean_folds']:.2f}" if ensemble else ""
        rows.append((metrics["mean"]["ua_mean_folds"], change, seeds, metric(metrics, "wa_mean_folds"),
                     metric(metrics, "ua_mean_folds"), together))
    print("| flags beside the preset's | seeds | WA | UA | ensemble of the seeds |\n|---|---|---|---|---|")
    for _, change, seeds, wa, ua, together in sorted(rows, key=lambda row: -row[0]):
        print(f"| `{change}` | {seeds} | {wa} | {ua} | {together} |")
    wa, ua = chosen_without_the_tested(all_metrics)
    print(f"\nchosen for each speaker by the others' UA: WA {wa:.2f}, UA {ua:.2f}")


if __name__ == "__main__":
    main()
