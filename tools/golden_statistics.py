#!/usr/bin/env python3
"""Writes tests/golden/statistics.json: tests and metrics as SciPy, statsmodels and scikit-learn compute them.

Needs Python packages numpy, scipy, statsmodels and scikit-learn.
    python tools/golden_statistics.py [OUTPUT_FOLDER]
The versions used are recorded in the file. Cases are drawn from fixed seeds; running it again with the same
versions gives the same bytes.
"""

import json
import pathlib
import platform
import sys

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn import metrics
from statsmodels.stats.multitest import multipletests

GOLDEN = pathlib.Path(__file__).parent.parent / "tests/golden"
BOOTSTRAP_RESAMPLES = 200000  # so many that the random error of the reference is a tenth of emovox's
DISCORDANCES = [(1, 0), (0, 5), (5, 5), (3, 9), (12, 4), (31, 22), (60, 61), (300, 250)]
SEVERAL_P = [[0.03], [0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.02], [0.001, 0.001, 0.9, 0.2, 0.04]]


def differences():
    """name, differences of pairs: all distinct, tied, with zeros, of one sign, of many sizes."""
    random = np.random.default_rng(20240501)
    for n in (2, 3, 4, 5, 7, 10, 13, 14, 18, 20, 30, 50, 51, 80):
        yield f"distinct {n}", random.normal(0.4, 1.0, n).round(9)
        yield f"tied {n}", random.integers(1, 4, n) * random.choice([-1.0, 1.0], n)
        with_zeros = random.normal(0.3, 1.0, n).round(9)
        with_zeros[: (n + 2) // 4] = 0.0
        yield f"zeros {n}", with_zeros
        yield f"tied zeros {n}", random.integers(-2, 4, n) / 8.0
    yield "all positive 10", np.arange(1.0, 11.0) / 64.0
    yield "all negative 4", -np.array([0.5, 0.25, 1.0, 2.0])
    yield "sum of zero 10", np.array([1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0, 5.0, -5.0])
    yield "tiny 10", random.normal(1e-9, 1e-9, 10).round(15)
    yield "one outlier 30", np.append(random.normal(0.0, 0.01, 29).round(9), 100.0)


def finite(value):
    """None for an infinite value, which JSON does not have"""
    return None if np.isinf(value) else value


def sign_flip_p(values):
    """p of all sign flips of the mean; None where there are too many to try."""
    if len(values) > 18:
        return None
    mean = lambda x, axis: np.mean(x, axis=axis)
    return stats.permutation_test((values,), mean, permutation_type="samples", n_resamples=np.inf).pvalue


def wilcoxon_by_name(values):
    """(method, result) that scipy.stats.wilcoxon chooses by its documentation, named instead of chosen."""
    plain = np.all(values != 0) and len(np.unique(np.abs(values))) == len(values)
    if len(values) > (50 if plain else 13):
        return "normal approximation", stats.wilcoxon(values, method="asymptotic")
    return "exact", stats.wilcoxon(values, method="exact" if plain else stats.PermutationMethod(np.inf))


def wilcoxon(values):
    chosen = stats.wilcoxon(values)
    method, named = wilcoxon_by_name(values)
    assert abs(chosen.pvalue - named.pvalue) < 1e-12, (values, chosen, named)
    plus = stats.wilcoxon(values, alternative="greater").statistic
    nonzero = np.count_nonzero(values)
    both = nonzero * (nonzero + 1) / 2
    effect = (2 * plus - both) / both
    return {"statistic": chosen.statistic, "p": chosen.pvalue, "method": method, "rank_biserial": effect}


def paired(name, values):
    t = stats.ttest_1samp(values, 0.0)
    with np.errstate(divide="ignore"):
        d_z = values.mean() / values.std(ddof=1)
    return {
        "name": name,
        "differences": values.tolist(),
        "t": {"statistic": finite(t.statistic), "p": t.pvalue, "d_z": finite(d_z)},
        "wilcoxon": wilcoxon(values),
        "permutation": {"p": sign_flip_p(values)},
    }


def mcnemar(b, c):
    return {"only_second": b, "only_first": c, "p": stats.binomtest(b, b + c, 0.5).pvalue}


def holm(p):
    return {"p": p, "corrected": multipletests(p, method="holm")[1].tolist()}


def bootstrap(name, values):
    options = {"n_resamples": BOOTSTRAP_RESAMPLES, "confidence_level": 0.95, "method": "percentile"}
    interval = stats.bootstrap((values,), np.mean, rng=1, batch=10000, **options).confidence_interval
    return {"name": name, "values": values.tolist(), "low": interval.low, "high": interval.high}


def bootstraps():
    random = np.random.default_rng(20240502)
    yield bootstrap("ten speakers", random.uniform(0.55, 0.95, 10).round(6))
    yield bootstrap("four speakers", random.uniform(0.3, 0.8, 4).round(6))
    yield bootstrap("skewed 30", random.exponential(1.0, 30).round(6))


def classification(name, classes, count, seed):
    """truths and predictions, as numbers of classes, every class occurring among the truths"""
    random = np.random.default_rng(seed)
    truth = np.concatenate([np.arange(classes), random.integers(0, classes, count - classes)])
    said = np.where(random.random(count) < 0.6, truth, random.integers(0, classes - 1, count))
    labels = list(range(classes))
    by_class = metrics.precision_recall_fscore_support(truth, said, labels=labels, zero_division=0.0)
    precision, recall, f1, _ = by_class
    return {
        "name": name,
        "truth": truth.tolist(),
        "predicted": said.tolist(),
        "wa": metrics.accuracy_score(truth, said),
        "ua": metrics.balanced_accuracy_score(truth, said),
        "macro_f1": metrics.f1_score(truth, said, labels=labels, average="macro", zero_division=0.0),
        "recall": recall.tolist(),
        "precision": precision.tolist(),
        "f1": f1.tolist(),
    }


def versions():
    modules = {"numpy": np, "scipy": scipy, "statsmodels": statsmodels, "scikit-learn": sklearn}
    return {"python": platform.python_version()} | {name: module.__version__ for name, module in modules.items()}


def golden():
    return {
        "versions": versions(),
        "paired": [paired(name, values) for name, values in differences()],
        "mcnemar": [mcnemar(b, c) for b, c in DISCORDANCES],
        "holm": [holm(p) for p in SEVERAL_P],
        "bootstrap": list(bootstraps()),
        "classification": [
            classification("seven classes", 7, 120, 1),
            classification("two classes", 2, 25, 2),
            classification("few of many", 7, 9, 3),
        ],
    }


def text(sections):
    """JSON with one line for each case"""
    line = lambda value: json.dumps(value, allow_nan=False, default=float)
    lines = lambda cases: "[\n" + ",\n".join(line(case) for case in cases) + "\n]"
    section = lambda value: lines(value) if isinstance(value, list) else line(value)
    return "{\n" + ",\n".join(f"{line(name)}: {section(value)}" for name, value in sections.items()) + "\n}\n"


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN
    (folder / "statistics.json").write_text(text(golden()))
