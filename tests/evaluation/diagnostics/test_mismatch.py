"""The model that asks and the one that is delivered."""

import numpy as np
import pytest
from sklearn.datasets import make_circles
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from labelwise.evaluation.diagnostics import judge_of, scorer_mismatch
from labelwise.evaluation.diagnostics.mismatch import SMALLEST, crossed
from labelwise.learners import SklearnLearner

X, Y = make_circles(400, noise=0.15, factor=0.5, random_state=0)
LINE = judge_of(SklearnLearner(LogisticRegression(C=0.1)), X, Y, 2)
KERNEL = judge_of(SklearnLearner(SVC(gamma=0.5), scores="decision"), X, Y, 2)


def test_the_same_model_costs_nothing():
    found = scorer_mismatch(KERNEL, KERNEL, Y, np.arange(100), plays=3)
    assert found.value == 0 and not found.warn and "level with" in found.sentence


def plays(rng, spread_plays, spread_items, noise):
    """(20, 100) gains of plays that keep 40 items each, mean 0."""
    made = spread_plays * rng.normal(size=(20, 1)) + spread_items * rng.normal(size=100)
    made = made + noise * rng.normal(size=(20, 100))
    aside = rng.random((20, 100)).argsort(axis=1) < 40
    return np.where(aside, made, np.nan)


@pytest.mark.parametrize("spread", [(0.0, 1.0, 0.3), (0.3, 0.0, 1.0), (0.2, 1.0, 1.0), (0.0, 0.0, 1.0)])
def test_interval_counts_the_luck_of_plays_and_of_items(spread):
    rng = np.random.default_rng(0)
    looks = [crossed(plays(rng, *spread))[0] > 0 for _ in range(300)]
    assert np.mean(looks) <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 300)


@pytest.mark.parametrize(("spread", "axis"), [((0.0, 1.0, 0.3), 1), ((0.3, 0.0, 1.0), 0)])
def test_counting_one_of_them_would_warn_too_often(spread, axis):
    """Negative control: the plays taken as independent, or the items."""
    rng, often = np.random.default_rng(0), []
    for _ in range(300):
        gains = plays(rng, *spread)
        means = np.nanmean(gains[:, np.isfinite(gains).any(axis=0)], axis=axis)
        often.append(means.mean() > 2 * means.std(ddof=1) / np.sqrt(len(means)))
    assert np.mean(often) > 0.08


def test_interval_of_plays_alone_is_that_of_student():
    gains = np.repeat(np.random.default_rng(0).normal(size=(9, 1)), 5, axis=1)
    half = 2.306 * gains[:, 0].std(ddof=1) / 3
    np.testing.assert_allclose(crossed(gains), [gains.mean() - half, gains.mean() + half], rtol=1e-3)
    assert crossed(gains[:1]) == (-np.inf, np.inf)


def test_few_items_are_refused():
    found = scorer_mismatch(LINE, KERNEL, Y, np.arange(SMALLEST - 1))
    assert found.value is None and not found.warn and "80 are needed" in found.sentence


def test_what_is_kept_aside_is_never_taught():
    taught, asked = [], []

    def judge(train, test):
        taught.append(set(train))
        asked.append(set(test))
        return np.full((len(test), 2), 0.5)

    scorer_mismatch(judge, judge, Y, np.arange(100), plays=2)
    assert all(not t & a for t, a in zip(taught, asked, strict=True))
    assert max(map(len, taught)) <= 30 + 1


@pytest.mark.slow
def test_a_line_that_asks_for_a_circle_is_noticed():
    found = scorer_mismatch(LINE, KERNEL, Y, np.arange(200), plays=10)
    assert found.value > 0.02
    assert found.warn and "Let the model that is delivered ask" in found.sentence
