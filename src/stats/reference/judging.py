"""Writes judging.json: what agreement and correction for misclassification are checked against.

Made with Python 3.11.7, numpy, scipy and krippendorff (versions are in the file). In an environment with these:

    python src/stats/reference/judging.py && npx biome format --write src/stats/reference/judging.json
"""

import json
import pathlib
from importlib.metadata import version

import krippendorff
import numpy as np
from scipy import stats

# found k, n; sensitivity k, n; specificity k, n.
READINGS = [
    (30, 100, 45, 50, 95, 100), (0, 100, 45, 50, 95, 100), (100, 100, 45, 50, 95, 100), (5, 40, 30, 33, 120, 128),
    (1, 10, 33, 33, 128, 128), (0, 20, 33, 33, 128, 128), (20, 20, 33, 33, 128, 128), (7, 20, 20, 33, 110, 128),
    (300, 1000, 400, 500, 900, 1000), (50, 60, 31, 38, 100, 123), (2, 1000, 25, 31, 129, 130), (12, 48, 9, 10, 19, 20),
    (15, 15, 11, 33, 128, 128), (0, 200, 33, 33, 60, 128),
]

NONE = None
VOTES = [
    [[1, 1, 1], [0, 0, 0], [1, 0, 1], [0, 0, 1]],
    [[1, 1], [0, 0], [1, 0]],
    [[1, 0], [0, 1], [1, 0]],
    [[1, 1, 1], [0, 0, NONE], [1, NONE, NONE], [0, 1, 0], [NONE, NONE, NONE], [1, 1, 0]],
    [[0, 0, 0, 0, 0]] * 19 + [[1, 1, 1, 1, 0]],
    [[1, 2, 3], [3, 3, 3], [2, 2, 1], [1, 1, NONE]],
    [[0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 0, 1], [1, 1, 1], [0, 0, 0], [1, 1, 1], [0, 0, 0]],
]


def corrected(k, n, k_se, n_se, k_sp, n_sp, confidence):
    """Rogan-Gladen with the interval of Lang and Reiczigel, step by step as the paper names the terms."""
    z = stats.norm.ppf((1 + confidence) / 2)
    se, sp = k_se / n_se, k_sp / n_sp
    estimate = np.clip((k / n + sp - 1) / (se + sp - 1), 0, 1)
    ap = (n * (k / n) + z**2 / 2) / (n + z**2)
    se, sp = (n_se * se + 1) / (n_se + 2), (n_sp * sp + 1) / (n_sp + 2)
    j = se + sp - 1
    p = (ap + sp - 1) / j
    se_term, sp_term = se * (1 - se) / (n_se + 2), sp * (1 - sp) / (n_sp + 2)
    dp = 2 * z**2 * (p * se_term - (1 - p) * sp_term)
    variance = (ap * (1 - ap) / (n + z**2) + p**2 * se_term + (1 - p) ** 2 * sp_term) / j**2
    low, high = p + dp - z * np.sqrt(variance), p + dp + z * np.sqrt(variance)
    if low > 1 or high < 0:
        return None
    low, high = np.clip([low, high], 0, 1)
    return [float(estimate), float(min(low, estimate)), float(max(high, estimate))]


def alpha(units):
    values = np.array([[np.nan if v is None else v for v in unit] for unit in units], dtype=float).T
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement="nominal"))


if __name__ == "__main__":
    values = {
        "made with": {name: version(name) for name in ("numpy", "scipy", "krippendorff")},
        "correctedRate": [[*row, c, *found] for row in READINGS for c in (0.8, 0.95, 0.99)
                          for found in [corrected(*row, c)] if found],
        "beyondCorrection": [[*row, c] for row in READINGS for c in (0.8, 0.95, 0.99) if not corrected(*row, c)],
        "krippendorffAlpha": [{"units": units, "alpha": alpha(units)} for units in VOTES],
    }
    target = pathlib.Path(__file__).with_name("judging.json")
    target.write_text(json.dumps(values, allow_nan=False) + "\n", encoding="utf-8")
