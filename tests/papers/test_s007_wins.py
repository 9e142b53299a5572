"""S007: the significance of a win matrix finds no winner among copies of one method."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.naive_bayes import GaussianNB

import labelwise as lw
from labelwise.bench.statistics import wilcoxon_holm, win_matrix

BATCH, ROUNDS, SEEDS = 5, 3, 5


def data_set(number):
    """Three classes of five features, further apart on some sets than on others."""
    rng = np.random.default_rng([7, number])
    y = np.arange(120) % 3
    return rng.normal(scale=rng.uniform(0.5, 2), size=(3, 5))[y] + rng.normal(size=(120, 5)), y


def margin_run(number, seed, copy):
    """Round-averaged accuracy of margin; copies differ in their start and in nothing else."""
    (x, y), rng = data_set(number), np.random.default_rng([number, seed, copy])
    split = np.random.default_rng([number, seed]).permutation(len(y))
    pool, test = split[:60], split[60:]
    rows = np.concatenate([rng.choice(np.flatnonzero(y[pool] == c), 2, replace=False) for c in range(3)])
    found = []
    for turn in range(ROUNDS + 1):
        model = GaussianNB(var_smoothing=0.1).fit(x[pool[rows]], y[pool[rows]])
        found.append((model.predict(x[test]) == y[test]).mean())
        if turn < ROUNDS:
            made = lw.query("margin", BATCH, proba=model.predict_proba(x[pool]), labelled=rows, rng=rng)
            rows = np.append(rows, made.indices)
    return np.mean(found)


def copies(datasets):
    """(D, S, 2) round-averaged accuracy of two copies of margin."""
    return np.array([[[margin_run(d, s, c) for c in (0, 1)] for s in range(SEEDS)] for d in range(datasets)])


def check(scores):
    """Each of the two wins on 2.5% of the data sets, within the chance of so many; neither wins overall."""
    won = win_matrix(scores).won
    for wins in (won[0, 1], won[1, 0]):
        assert stats.binomtest(int(wins), len(scores), 0.025, alternative="greater").pvalue > 0.001
    assert wilcoxon_holm(scores).p[0] > 0.001
    return won


@pytest.fixture(scope="module")
def few():
    return copies(7)


def test_two_copies_of_margin_have_no_winner(few):
    check(few)


def test_a_better_method_is_found(few):
    """The same routine is not blind: what gains two points on every run wins everywhere."""
    better = few[..., :1] + 0.02 + 1e-3 * np.random.default_rng(0).normal(size=(7, SEEDS, 1))
    assert win_matrix(np.concatenate([better, few[..., :1]], axis=2)).share[0, 1] == 1.0


@pytest.mark.slow
def test_two_copies_of_margin_win_as_often_as_the_level_says():
    won = check(copies(150))
    low, high = stats.binomtest(int(won.sum()), 150).proportion_ci(0.999)
    assert low <= 0.05 <= high
