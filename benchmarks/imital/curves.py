"""Whole campaigns on other synthetic tables: is the learned strategy better than chance?"""

from __future__ import annotations

import numpy as np
from scipy.stats import ttest_1samp
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.bench.datasets import synthetic_table
from labelwise.random import generator

TABLES, SEEDS, BATCH, BUDGET = 30, 2, 5, 60
FIRST, SEED = 200_000, 0
STRATEGIES = ["imital", "imital-batch", "margin", "random"]

TEXT = """## Whole campaigns
{tables} other synthetic tables, {seeds} seeds each: {budget} labels from none, {batch} at a time, logistic
regression; the mean accuracy along the way on a third that is never asked about. The difference from random
is paired by table, with its standard error over tables.

| strategy | mean accuracy | minus random | better on | p (paired t) |
|---|---|---|---|---|
{rows}
"""


def areas(number: int, seeds: int) -> list[float]:
    """The mean height of the curve of each strategy on one table."""
    x, y = synthetic_table(generator(SEED, number), items=(300, 3000))
    learner = LogisticRegression(max_iter=1000)
    curves = lw.simulate(x, y, learner=learner, strategy=STRATEGIES, batch=BATCH, budget=BUDGET, seeds=seeds)
    found = {row["strategy"]: row["area"] for row in curves.table()}
    return [found[name] for name in STRATEGIES]


def run(quick: bool) -> str:
    """All strategies on all tables."""
    tables, seeds = (3, 1) if quick else (TABLES, SEEDS)
    found = np.array([areas(FIRST + k, seeds) for k in range(tables)])
    ahead = found - found[:, -1:]
    rows = []
    for k, name in enumerate(STRATEGIES):
        gap, error = ahead[:, k].mean(), ahead[:, k].std(ddof=1) / np.sqrt(tables)
        better, p = (ahead[:, k] > 0).sum(), ttest_1samp(ahead[:, k], 0).pvalue
        told = f"{gap:+.4f} ± {error:.4f} | {better} of {tables} | {p:.2g}"
        rows.append(f"| `{name}` | {found[:, k].mean():.4f} | {told if name != 'random' else ' | | '} |")
    return TEXT.format(rows="\n".join(rows), tables=tables, seeds=seeds, budget=BUDGET, batch=BATCH)
