"""Writes agreement.json: what agreement of marks, rank correlation and planned sizes are checked against.

Made with Python 3.11.7, numpy, scipy, pandas, irrCAC and krippendorff (versions are in the file). In an environment
with these (`pip install irrCAC krippendorff scipy`):

    python src/stats/reference/agreement.py && npx biome format --write src/stats/reference/agreement.json
"""

import json
import pathlib
from importlib.metadata import version

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from scipy import stats

NONE = None
UNITS = [
    [[1, 1], [2, 2], [3, 3], [3, 2], [2, 2], [1, 2], [4, 4], [1, 1], [2, 2], [5, 5]],
    [[1, 1, NONE, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4],
     [1, 1, 2, 1], [2, 2, 2, 2], [NONE, 5, 5, 5], [NONE, NONE, 1, 1], [NONE, NONE, 3, NONE]],
    [[5, 5, 5]] * 18 + [[5, 5, 4], [1, 2, 1]],
    [[1, 5], [5, 1], [2, 4], [4, 2], [3, 3]],
    [[4, NONE, 5], [3, 3, 3], [NONE, 1, 1], [2, 4, 4], [5, 5, NONE], [1, 1, 2]],
]
CATEGORIES = [1, 2, 3, 4, 5]
WEIGHTS = ["identity", "linear", "quadratic", "ordinal"]


def frame(units):
    return pd.DataFrame(units, dtype=float)


def gwet(units, weights, confidence):
    cac = CAC(frame(units), weights=weights, categories=[float(c) for c in CATEGORIES],
              confidence_level=confidence, digits=14)
    est = cac.gwet()["est"]
    return {"coefficient": float(est["coefficient_value"]), "low": float(est["confidence_interval"][0]),
            "high": float(est["confidence_interval"][1])}


def alpha(units, level):
    values = np.array([[np.nan if v is None else v for v in unit] for unit in units], dtype=float).T
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement=level))


def bootstrap(units, level, resamples=4000):
    """The percentile interval over units, drawn with replacement."""
    rng = np.random.default_rng(20260101)
    found = []
    for _ in range(resamples):
        drawn = [units[at] for at in rng.integers(0, len(units), len(units))]
        try:
            found.append(alpha(drawn, level))
        except ValueError:
            continue
    low, high = np.quantile([value for value in found if not np.isnan(value)], [0.025, 0.975])
    return {"low": float(low), "high": float(high)}


def ranks(values):
    found = stats.spearmanr(np.arange(len(values)), values).statistic
    return float(found), float(2 * stats.norm.sf(abs(found) * np.sqrt(len(values) - 1)))


def smallest(rate, effect, false_alarm, power):
    for n in range(1, 5000):
        critical = int(stats.binom.isf(false_alarm, n, rate)) + 1
        while critical > 1 and stats.binom.sf(critical - 2, n, rate) <= false_alarm:
            critical -= 1
        if stats.binom.sf(critical - 1, n, effect) >= power:
            return [n, critical, float(stats.binom.sf(critical - 1, n, rate)), float(stats.binom.sf(critical - 1, n, effect))]
    raise ValueError("too small an effect")


SEQUENCES = [
    [1, 3, 2, 4], [5, 4, 3, 2, 1], [2, 2, 3, 3, 1, 1, 4], [0.5, -0.25, 0.5, 1, 2, 0, 0, 3, -1, 2.5],
    [float(v) for v in np.random.default_rng(7).normal(size=60).round(1)],
    [float(v) for v in (np.arange(50) / 25 + np.random.default_rng(8).normal(size=50)).round(1)],
    [7, 7, 8, 7, 8, 8, 7, 9, 8, 9, 9],
]

if __name__ == "__main__":
    values = {
        "made with": {name: version(name) for name in ("numpy", "scipy", "pandas", "irrCAC", "krippendorff")},
        "gwet": [{"units": units, "categories": CATEGORIES, "weights": weights, "confidence": confidence,
                  **gwet(units, weights, confidence)}
                 for units in UNITS for weights in WEIGHTS for confidence in (0.95, 0.9)],
        "krippendorffAlpha": [{"units": units, "level": level, "alpha": alpha(units, level)}
                              for units in UNITS for level in ("nominal", "ordinal", "interval")],
        "alphaInterval": [{"units": (units * 8)[:60], "level": level, **bootstrap((units * 8)[:60], level)}
                          for units in (UNITS[0], UNITS[1], UNITS[4]) for level in ("ordinal", "interval")],
        "rankCorrelation": [{"values": sequence, "rho": ranks(sequence)[0], "p": ranks(sequence)[1]}
                            for sequence in SEQUENCES],
        "smallestRateTest": [[*question, *smallest(*question)]
                             for question in [(0.02, 0.2, 0.01, 0.95), (0.05, 0.3, 0.01, 0.95),
                                              (0.05, 0.5, 0.01, 0.95), (0.05, 0.2, 0.01, 0.95),
                                              (0.1, 0.3, 0.01, 0.95), (0.02, 0.2, 0.0005, 0.95),
                                              (0.02, 0.05, 0.01, 0.9), (0.5, 0.6, 0.05, 0.8), (0.001, 0.9, 0.01, 0.99)]],
    }
    target = pathlib.Path(__file__).with_name("agreement.json")
    target.write_text(json.dumps(values, allow_nan=False) + "\n", encoding="utf-8")
