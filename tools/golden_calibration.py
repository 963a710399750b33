#!/usr/bin/env python3
"""Writes tests/golden/calibration.json: posteriors, and their calibration metrics by SciPy and NumPy.

Needs Python packages numpy and scipy.
    python tools/golden_calibration.py [OUTPUT_FILE]
The versions used are recorded in the file. scipy.optimize.minimize_scalar finds the temperature.
"""

import json
import pathlib
import platform
import sys

import numpy as np
import scipy
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

BINS = 15


def nll(logits, truths, temperature):
    return -np.mean(log_softmax(logits / temperature, axis=1)[np.arange(len(truths)), truths])


def fitted_temperature(logits, truths):
    found = minimize_scalar(
        lambda log_t: nll(logits, truths, np.exp(log_t)),
        bounds=(np.log(0.1), np.log(100.0)), method="bounded", options={"xatol": 1e-10},
    )
    return float(np.exp(found.x))


def ece(posteriors, truths):
    confidence, right = posteriors.max(axis=1), posteriors.argmax(axis=1) == truths
    where = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return sum(
        np.mean(where == b) * abs(right[where == b].mean() - confidence[where == b].mean())
        for b in range(BINS) if np.any(where == b)
    )


def case(name, random, count, classes, sureness, wanted):
    """Logits that lean to the truth, times `sureness`: 1 is nearly calibrated."""
    truths = random.integers(classes, size=count)
    logits = random.normal(size=(count, classes))
    logits[np.arange(count), truths] += 1.5
    # What is written and read back is what everything below is computed from.
    posteriors = np.round(softmax(sureness * logits, axis=1), 12)
    logs = np.log(np.maximum(posteriors, 1e-38))
    temperature = fitted_temperature(logs, truths)
    calibrated = softmax(logs / temperature, axis=1)
    confidence, right = calibrated.max(axis=1), calibrated.argmax(axis=1) == truths
    reached = [t for t in confidence if right[confidence >= t].mean() >= wanted]
    return {
        "name": name,
        "truths": truths.tolist(),
        "posteriors": posteriors.tolist(),
        "temperature": temperature,
        "nll": nll(logs, truths, 1.0),
        "nll_calibrated": nll(logs, truths, temperature),
        "brier": float(np.mean(np.sum((posteriors - np.eye(classes)[truths]) ** 2, axis=1))),
        "ece": ece(posteriors, truths),
        "ece_calibrated": ece(calibrated, truths),
        "wanted_accuracy": wanted,
        "threshold": float(min(reached)),
    }


def main():
    random = np.random.default_rng(17)
    golden = {
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
        "bins": BINS,
        "cases": [
            case("too_sure", random, 60, 7, 4.0, 0.8),
            case("too_modest", random, 60, 4, 0.3, 0.8),
            case("two_classes", random, 40, 2, 2.0, 0.9),
        ],
    }
    default = pathlib.Path(__file__).parent.parent / "tests" / "golden" / "calibration.json"
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
