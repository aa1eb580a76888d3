"""Writes values.json: what the statistics are checked against.

Made with Python 3.11.7, numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0. In an environment with these:

    python src/stats/reference/generate.py && npx biome format --write src/stats/reference/values.json

Every row is the arguments followed by the results, except where members are named.
"""

import json
import math
import pathlib

import numpy as np
from scipy import optimize, special, stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats import multitest, proportion

CONFIDENCES = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999]

# k, n: both ends, the middle, small and large.
COUNTS = [
    (0, 1), (1, 1), (0, 5), (2, 5), (5, 5), (1, 10), (9, 10), (7, 20), (0, 100), (1, 100), (15, 100), (50, 100),
    (99, 100), (100, 100), (3, 1000), (500, 1000), (997, 1000), (1, 100000), (99, 100000), (50000, 100000),
    (73211, 100000), (99999, 100000), (0, 100000), (100000, 100000),
]

# k1, n1, k2, n2: equal and unequal groups, ties, empty and full margins.
PAIRS = [
    (0, 1, 1, 1), (0, 5, 5, 5), (5, 5, 0, 5), (0, 10, 0, 10), (10, 10, 10, 10), (8, 10, 1, 6), (3, 10, 7, 10),
    (1, 9, 11, 12), (56, 70, 48, 80), (10, 10, 0, 20), (0, 100, 15, 100), (15, 100, 0, 100), (97, 100, 95, 100),
    (2, 4, 2, 4), (1, 2, 30, 60), (5, 30, 25, 30), (12, 40, 3, 17), (120, 1000, 150, 1000), (1, 1000, 4, 3000),
    (30, 100, 3100, 10000), (5000, 10000, 5100, 10000), (49800, 100000, 50200, 100000), (20, 100000, 45, 100000),
    (99990, 100000, 99970, 100000),
]

P_VALUES = [
    [0.5], [0.01, 0.04, 0.03], [0.2, 0.2, 0.2], [1, 1, 1], [0, 0.5, 1], [1e-12, 1e-3, 0.04, 0.05, 0.3],
    [0.9, 0.001, 0.6, 0.02, 0.02, 0.4, 0.0004, 0.75], [3e-11] * 18,
]

CLUSTERS = [
    [(3, 10), (5, 10)],
    [(0, 10), (0, 10), (1, 10)],
    [(12, 100), (30, 100), (22, 90), (17, 110), (40, 100)],
    [(1, 1), (0, 1), (1, 1), (1, 1), (0, 1), (0, 1), (1, 1)],
    [(9, 10), (10, 10), (50, 50), (38, 40)],
    [(5, 1000), (9, 10)],
]


def confidence_sequence(k, n, confidence):
    """Both rates at which the arcsine mixture martingale reaches 1 / alpha, found by bisection (Brent)."""
    mixture = special.betaln(k + 0.5, n - k + 0.5) - math.log(math.pi)

    def excess(p):
        return mixture - special.xlogy(k, p) - special.xlog1py(n - k, -p) + math.log(1 - confidence)

    estimate = k / n
    options = {"xtol": 1e-26, "rtol": 1e-15, "maxiter": 1000}
    low = 0.0 if k == 0 else optimize.brentq(excess, 1e-12, estimate, **options) if k < n else None
    if low is None:
        low = optimize.brentq(excess, 1e-12, 1.0, **options)
    high = 1.0 if k == n else optimize.brentq(excess, max(estimate, 1e-15), 1 - 1e-12, **options)
    return low, high


def cluster_interval(clusters, confidence):
    """An intercept-only least-squares fit with clustered errors, one row a trial."""
    trials = np.concatenate([[1.0] * k + [0.0] * (n - k) for k, n in clusters])
    groups = np.concatenate([[g] * n for g, (_, n) in enumerate(clusters)])
    fit = OLS(trials, np.ones_like(trials)).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    low, high = fit.conf_int(1 - confidence)[0]
    return max(0.0, low), min(1.0, high)


def pooled_z(k1, n1, k2, n2):
    if k1 + k2 in (0, n1 + n2):
        return 0.0, 1.0
    return proportion.proportions_ztest([k1, k2], [n1, n2])


def rows(function, arguments):
    return [[*map(float, args), *map(float, np.atleast_1d(function(*args)))] for args in arguments]


def special_functions():
    positive = [1e-8, 1e-3, 0.1, 0.3, 0.5, 0.9, 1 - 1e-4, 1 + 1e-4, 1.3, 1.7, 2 - 1e-4, 2 + 1e-4, 2.6, 3.5, 7.25, 9.99,
                10, 10.5, 33.3, 171, 1234.5, 1e5, 1e8]
    shapes = [0.5, 1, 1.5, 3, 10, 47.5, 200, 5000, 50000, 99990]
    fractions = [1e-6, 1e-3, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 0.999]
    tails = [1e-12, 1e-6, 1e-4, 0.005, 0.025, 0.1, 0.3, 0.5, 0.7, 0.9, 0.975, 0.9999]
    z = [-37, -20, -8.5, -5, -3, -1.959964, -1.2, -0.5, -1e-3, -1e-9, 0, 1e-6, 0.3, 0.67, 0.68, 1, 2.2, 4, 8]
    beta = [(x, a, b) for x in fractions for a in shapes for b in shapes if special.betainc(a, b, x) > 1e-290]
    near = [(a / (a + b) * s, a, b) for s in (0.97, 0.999, 1, 1.001) for a in shapes[3:] for b in shapes[3:]
            if special.betainc(a, b, a / (a + b) * s) > 1e-290]
    return {
        "logGamma": rows(special.gammaln, [(x,) for x in positive]),
        "normalCdf": rows(special.ndtr, [(x,) for x in z]),
        "normalQuantile": rows(special.ndtri, [(p,) for p in [1e-300, 1e-30, *tails, 0.2499, 0.2501, 0.5 + 1e-9]]),
        "chiSquareSurvival": rows(
            lambda x, df: special.chdtrc(df, x),
            [(x, df) for df in (1, 2, 3, 8, 36, 500, 100000) for s in (0, 0.01, 0.5, 0.98, 1, 1.02, 2, 5)
             for x in (s * df,) if special.chdtrc(df, x) > 1e-290] + [(460.5, 20), (1000, 1)],
        ),
        "regularisedBeta": rows(lambda x, a, b: special.betainc(a, b, x), beta[::3] + near),
        "betaQuantileLower": rows(
            lambda p, a, b: special.betaincinv(a, b, p), [(p, a, b) for p in tails for a in shapes for b in shapes][::5]
        ),
        "betaQuantileUpper": rows(
            lambda p, a, b: special.betainccinv(a, b, p), [(p, a, b) for p in tails for a in shapes for b in shapes][::7]
        ),
        "studentQuantile": rows(
            lambda p, df: stats.t.ppf(p, df),
            [(p, df) for df in (1, 2, 3, 4.5, 9, 30, 1000, 100000) for p in (1e-6, 0.005, 0.3, 0.4999, 0.6, 0.975, 0.9995)],
        ),
    }


def intervals_and_tests():
    counts = [(k, n, c) for k, n in COUNTS for c in CONFIDENCES]
    pairs = [(*pair, c) for pair in PAIRS for c in (0.8, 0.95, 0.999)]
    return {
        "wilson": rows(lambda k, n, c: proportion.proportion_confint(k, n, 1 - c, "wilson"), counts),
        "clopperPearson": rows(lambda k, n, c: proportion.proportion_confint(k, n, 1 - c, "beta"), counts),
        "confidenceSequence": rows(confidence_sequence, counts),
        "newcombe": rows(
            lambda k1, n1, k2, n2, c: proportion.confint_proportions_2indep(
                k1, n1, k2, n2, method="newcomb", compare="diff", alpha=1 - c
            ),
            pairs,
        ),
        "pooledZTest": rows(pooled_z, PAIRS),
        "fisherExact": rows(
            lambda k1, n1, k2, n2: stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue, PAIRS
        ),
        "binomialTestGreater": rows(
            lambda k, n, p: stats.binomtest(k, n, p, alternative="greater").pvalue,
            [(k, n, p) for k, n in COUNTS for p in (0.001, 0.2, 0.5, 0.9)
             if stats.binomtest(k, n, p, alternative="greater").pvalue > 1e-290],
        ),
        "holm": [{"p": p, "adjusted": multitest.multipletests(p, method="holm")[1].tolist()} for p in P_VALUES],
        "fisherCombination": [
            {"p": p, "statistic": float(found.statistic), "combined": float(found.pvalue)}
            for p in P_VALUES
            for found in [stats.combine_pvalues(np.maximum(p, 1e-10), method="fisher")]
        ],
        "clusterRobust": [
            {"clusters": [{"successes": k, "n": n} for k, n in clusters], "confidence": c, "low": low, "high": high}
            for clusters in CLUSTERS
            for c in (0.8, 0.95)
            for low, high in [map(float, cluster_interval(clusters, c))]
        ],
    }


if __name__ == "__main__":
    values = {**special_functions(), **intervals_and_tests()}
    target = pathlib.Path(__file__).with_name("values.json")
    target.write_text(json.dumps(values, allow_nan=False) + "\n", encoding="utf-8")
