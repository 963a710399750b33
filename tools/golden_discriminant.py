#!/usr/bin/env python3
"""Writes tests/golden/discriminant.json: points of several classes, and what scikit-learn's linear
discriminant analysis makes of them.

Needs Python packages numpy and scikit-learn.
    python tools/golden_discriminant.py [OUTPUT_FILE]
The versions used are recorded in the file. Ours counts every class alike, so that the log prior is
taken off scikit-learn's intercepts; its covariance weighs classes by their frequency, as ours does.
"""

import json
import pathlib
import platform
import sys

import numpy as np
import sklearn
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis


def case(name, random, points, dims, classes, shrinkage):
    targets = np.concatenate([np.tile(np.arange(classes), 2), random.integers(classes, size=points - 2 * classes)])
    centres = random.normal(size=(classes, dims))
    mixing = random.normal(size=(dims, dims)) / np.sqrt(dims)
    inputs = centres[targets] + random.normal(size=(points, dims)) @ mixing
    inputs = np.round(inputs, 9)  # what is written is what is computed with
    frequency = np.bincount(targets, minlength=classes) / points
    analysis = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage, priors=frequency)
    analysis.fit(inputs, targets)
    return {
        "name": name,
        "inputs": inputs.tolist(),
        "targets": targets.tolist(),
        "classes": classes,
        "shrinkage": shrinkage,
        "weight": analysis.coef_.tolist(),
        "bias": (analysis.intercept_ - np.log(frequency)).tolist(),
    }


def main():
    random = np.random.default_rng(23)
    golden = {
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "cases": [
            case("fewer_points_than_dims", random, 12, 20, 4, 0.8),
            case("more_points_than_dims", random, 40, 5, 3, 0.1),
            case("no_covariance_left", random, 15, 6, 3, 1.0),
        ],
    }
    default = pathlib.Path(__file__).parent.parent / "tests" / "golden" / "discriminant.json"
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
