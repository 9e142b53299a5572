"""S111: the first batch of bags that differ most within and between them, within a budget."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.datasets import load_digits

import labelwise as lw
from labelwise.representations import Bags
from labelwise.selectors import MaxDiversity, MaxDiversityMIP, PerCost, Picker
from labelwise.strategy import Strategy
from labelwise.types import Budget, Dense, Ragged, Slate


def slate(seed, size=9):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(size, 3))
    x /= np.linalg.norm(x, axis=1, keepdims=True) * rng.uniform(1, 1.5, (size, 1))
    cost = rng.uniform(1, 3, size)
    score, left = rng.random(size), Budget(float(cost.sum() / 3))
    return Slate(
        np.arange(size), size, rng, np.full(size, -1), cost, score=score, points=Dense(x), budget=left
    )


def value(given, batch):
    x, u = given.points.x, given.score
    return sum(u[i] * u[j] * (1 - x[i] @ x[j]) for i, j in itertools.combinations(batch, 2))


def fits(given, batch):
    return given.cost[list(batch)].sum() <= given.budget.limit


@pytest.mark.parametrize("seed", range(10))
def test_program_equals_brute_force(seed):
    given = slate(seed)
    every = [b for k in range(10) for b in itertools.combinations(range(9), k) if fits(given, b)]
    best = max(value(given, b) for b in every)
    picks = Picker(given, MaxDiversityMIP()).fill().selection().indices
    assert fits(given, picks)
    assert value(given, picks) == pytest.approx(best)


def test_greedy_is_worse_somewhere_and_never_by_much():
    """Negative control of the test above, and what the form for large pools gives away."""
    ratio = []
    for seed in range(10):
        exact = Picker(slate(seed), MaxDiversityMIP()).fill().selection().indices
        greedy = Picker(slate(seed), PerCost(MaxDiversity())).fill().selection().indices
        ratio.append(value(slate(seed), greedy) / value(slate(seed), exact))
    assert max(ratio) <= 1 + 1e-9 and min(ratio) < 1 - 1e-3
    assert min(ratio) > 0.6


def test_of_two_alike_the_one_less_like_the_rest_is_taken():
    """0 and 1 belong to the batch; 2 looks like 0, 3 like none; all bags are as varied and as large."""
    x = Dense(np.array([[1.0, 0, 0], [0, 1.0, 0], [0.9, 0.1, 0.42], [0, 0, 1.0]]))
    x = Dense(x.x / np.linalg.norm(x.x, axis=1, keepdims=True))
    given = Slate(np.arange(4), 3, np.random.default_rng(0), np.full(4, -1), np.ones(4), points=x)
    assert sorted(MaxDiversityMIP().choose(given)[:3].tolist()) == [0, 1, 3]


X, Y = load_digits(return_X_y=True)
NORMS = (X**2).sum(axis=1)


def bags(seed, many=40):
    """Bags of ten digit images of one to four classes, few of which are common."""
    rng = np.random.default_rng(seed)
    common = np.array([0.35, 0.3, 0.15, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.01])
    rows = []
    for _ in range(many):
        kinds = rng.choice(10, rng.integers(1, 5), replace=False, p=common)
        rows += [rng.choice(np.flatnonzero(c == Y)) for c in kinds[np.arange(10) % len(kinds)]]
    return np.array(rows).reshape(many, 10)


def nearest_is_right(taught, test):
    """Accuracy of the label of the nearest labelled image."""
    near = (NORMS[taught] - 2 * X[test] @ X[taught].T).argmin(axis=1)
    return (Y[taught][near] == Y[test]).mean()


def run(seed):
    """Classes covered and accuracy of a first model: by the program and by 30 random batches."""
    of, rng = bags(seed), np.random.default_rng(seed)
    flat = Ragged(X[of.ravel()] - X.mean(axis=0), np.arange(0, of.size + 1, 10))
    strategy = Strategy(representation=Bags(kinds=10), selector=MaxDiversityMIP(pairs=30))
    picks = lw.query(strategy, 3, patches=flat, rng=0).indices
    batches = [picks, *(rng.choice(len(of), 3, replace=False) for _ in range(30))]
    test = rng.choice(len(X), 300, replace=False)
    covered = [len(set(Y[of[b].ravel()])) for b in batches]
    right = [nearest_is_right(of[b].ravel(), test) for b in batches]
    return np.array(covered), np.array(right)


def test_bags_of_digits_cover_more_classes_and_teach_more_than_random_ones():
    runs = [run(seed) for seed in range(5)]
    as_many, more = np.mean([[(c[0] >= c[1:]).mean(), c[0] - c[1:].mean()] for c, _ in runs], axis=0)
    assert as_many > 0.9 and more > 1
    assert np.mean([r[0] - r[1:].mean() for _, r in runs]) > 0.05


def test_by_name():
    flat = Ragged(np.random.default_rng(0).normal(size=(60, 4)), np.arange(0, 61, 3))
    made = lw.query("seedal", 6, patches=flat, cost=np.full(20, 2.0), budget=8, rng=0)
    assert len(made) == 4 and made.cost.sum() == 8
    assert "budget" in made.short
